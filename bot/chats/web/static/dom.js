// Elements from plain values. Text only ever becomes text: there is no way from a message to markup in here.

import { locale, say } from "./words.js"

export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (name === "style") for (const [key, what] of Object.entries(value)) element.style.setProperty(key, what)
    else if (name in element && !name.startsWith("aria")) element[name] = value
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

export function toggle(name, on, act, whose = null) {
  const button = el("button", { type: "button", role: "switch", className: "toggle", "aria-label": whose, "aria-checked": String(on), onclick: () => act(button.getAttribute("aria-checked") !== "true") },
    el("i", { "aria-hidden": "true" }), name)
  return button
}

export const $ = (id) => document.getElementById(id)

const SHAPES = {
  menu: ["M4 6h16M4 12h16M4 18h16"],
  send: ["M12 19V5M6 11l6-6 6 6"],
  close: ["M6 6l12 12M18 6L6 18"],
  eye: ["M3 3l18 18", "M10.6 5.1A9.8 9.8 0 0 1 12 5c5.5 0 9 5 9.8 7a13 13 0 0 1-2.7 3.7M6.5 6.6A13.4 13.4 0 0 0 2.2 12c.8 2 4.3 7 9.8 7a9.6 9.6 0 0 0 5.3-1.6", "M9.9 9.9a3 3 0 0 0 4.2 4.2"],
  back: ["M15 5l-7 7 7 7"],
  save: ["M12 4v11M7 11l5 5 5-5M5 20h14"],
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(space, "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(space, "path")
    path.setAttribute("d", shape)
    svg.append(path)
  }
  return svg
}

// The same person has the same colour everywhere.
export function face(name, bot = false, small = false) {
  const element = el("span", { className: `face${bot ? " bot" : ""}${small ? " small" : ""}`, "aria-hidden": "true" })
  if (bot) element.append(el("img", { src: "/static/icon.svg", alt: "" }))
  else {
    let sum = 7
    for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360
    element.style.setProperty("--hue", sum)
    element.textContent = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase()
  }
  return element
}

const CLOCK = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" })
const DAY = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" })
const WHOLE = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" })

export function time(seconds) {
  const date = new Date(seconds * 1000)
  return el("time", { dateTime: date.toISOString(), title: WHOLE.format(date) }, CLOCK.format(date))
}

export function day(seconds) {
  const date = new Date(seconds * 1000)
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000)
  return days === 0 ? say("today") : days === 1 ? say("yesterday") : DAY.format(date)
}

let announced = 0
export function announce(text) {
  const line = el("p", {}, text)
  $("announcer").append(line)
  clearTimeout(announced)
  announced = setTimeout(() => $("announcer").replaceChildren(), 8000)
}

// One line above the composer, on every page of the page: what did not work, for so many seconds or until the next.
let warned = 0
export function warn(text, { seconds = 0, wrong = true } = {}) {
  clearTimeout(warned)
  $("unsent").textContent = text
  $("unsent").hidden = !text
  $("unsent").classList.toggle("wrong", wrong)
  if (seconds) warned = setTimeout(() => warn(""), seconds * 1000)
}
