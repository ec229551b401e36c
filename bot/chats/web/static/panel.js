// What only I see: one picked picture, large, to look at, to keep or to post.

import { $, el, icon } from "./dom.js"
import { actButton, onlyYou } from "./message.js"
import * as pictures from "./pictures.js"
import { lang, say } from "./words.js"

export function panel(acts) {
  let shown = null
  let back = null // where the focus was

  const close = (goBack) => {
    if (!shown) return
    shown = null
    $("panel").hidden = true
    $("panel").replaceChildren()
    if (goBack && back?.isConnected) back.focus({ preventScroll: true }) // what was just posted stays in sight
  }

  const tileOf = (message) => Number(/-([1-9])(_caption)?$/.exec(message.picture?.name ?? "")?.[1] ?? 0)

  function pick(tile) {
    if (!shown?.job || tile === tileOf(shown)) return false
    acts.press(shown, `pick:${shown.job}:${tile}`, say("pick", { tile }))
    return true
  }

  function show(message) {
    const opening = !shown
    if (opening) back = document.activeElement
    const held = $("panel").contains(document.activeElement) ? document.activeElement.dataset.keep : null
    shown = message
    const now = tileOf(message)
    const picture = message.picture
    const image = picture && el("img", { className: "tile", alt: picture.alt, width: picture.width, height: picture.height })
    if (picture) pictures.shown(image, picture.src, () => shown === message)
    const others = el("div", { className: "others", role: "group", lang, "aria-label": say("other-pictures") })
    for (let tile = 1; tile <= 9; tile++) {
      const button = el("button", { type: "button", "aria-label": say("picture", { tile }), "aria-current": tile === now && "true", onclick: () => pick(tile) }, String(tile))
      button.dataset.keep = `tile-${tile === now ? "now" : tile}`
      others.append(button)
    }
    const shut = el("button", { type: "button", className: "icon", "aria-label": say("close"), onclick: acts.close }, icon("close"))
    $("panel").replaceChildren(
      el("header", {}, el("h2", { id: "panel-title", tabIndex: -1 }, now ? say("picture", { tile: now }) : say("for-you")), onlyYou(), shut),
      el("div", { className: "inside", lang: message.lang ?? "" },
        image,
        now && others,
        el("p", { className: "text" }, message.text),
        message.footer && el("p", { className: "footer" }, message.footer),
        el("div", { className: "buttons" },
          ...message.buttons.map((button) => actButton(button, async () => {
            await acts.press(message, button.press, button.label)
            if (/^post(-caption)?:/.test(button.press)) acts.close()
          })),
          picture && el("a", { className: "button", href: picture.src, download: `${picture.name}.png`, lang }, icon("save"), say("save")))))
    $("panel").hidden = false
    const keep = held && [...$("panel").querySelectorAll("[data-keep]")].find((one) => one.dataset.keep === "tile-now")
    if (keep) keep.focus()
    else $("panel-title").focus()
  }

  $("panel").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step || !shown) return
    const next = tileOf(shown) + step
    if (next >= 1 && next <= 9) { event.preventDefault(); pick(next) }
  })

  return { show, close, pick, drop: (id) => { if (shown?.id === id) acts.close() }, open: () => Boolean(shown), tile: () => shown?.picture?.name ?? "" }
}
