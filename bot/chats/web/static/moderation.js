// The moderators' pages. What is typed here goes to the bot as a command; the bot allows it, keeps it and says what it did.

import { $, el, icon, time, toggle } from "./dom.js"
import { people } from "./people.js"
import { ask } from "./wire.js"
import { inParts, lang as ours, locale, say } from "./words.js"

const PAGES = ["settings", "line", "people", "words", "report", "audit"]
const REHEARSAL = /^(save|cancel)-rehearsed:/
const LOOK_AGAIN = 2500 // milliseconds, while the line is shown

export function moderation({ visit, announce }) {
  const root = $("moderation")
  let page = "settings"
  let now = null
  let timer = 0

  const said = el("p", { className: "outcome", role: "status", hidden: true })
  const inside = el("div", { className: "page", id: "moderation-page", role: "tabpanel", tabIndex: -1 })
  const tabs = el("div", { className: "tabs", role: "tablist", "aria-label": say("moderation") }, ...PAGES.map((id) => {
    const tab = el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": "moderation-page", onclick: () => visit(id) }, say(`tab-${id}`))
    return tab
  }))
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = (PAGES.indexOf(page) + step + PAGES.length) % PAGES.length
    visit(PAGES[next])
    tabs.children[next].focus()
  })
  root.append(el("div", { className: "top" }, el("button", { type: "button", className: "icon", "aria-label": say("back"), onclick: () => visit("") }, icon("back")), tabs), said, inside)

  const everybody = people({ act, why: (reply) => { tell(""); announce(reply.text) } })

  async function act(values, keep) {
    try {
      const reply = await ask("/api/moderation", values)
      tell(reply.text, false, reply.lang)
      if (asks(reply)) said.append(choices(reply))
      if (!keep && !(asks(reply) && values.do === "block-add")) await refresh()
      return reply
    } catch (trouble) {
      tell(trouble.message, true)
      return null
    }
  }

  // A rehearsal is not saved yet: what was typed stays until Save or Cancel is pressed.
  const asks = (reply) => (reply.buttons ?? []).some(({ press }) => REHEARSAL.test(press))
  const choices = (reply) => el("span", { className: "buttons" }, ...reply.buttons.map(({ label, press, style }) => {
    const [verb, rehearsal] = press.split(":")
    return el("button", { type: "button", className: style === "primary" ? "button primary" : "button", onclick: () => act({ do: verb, rehearsal }) }, label)
  }))

  function tell(text, wrong = false, lang = ours) {
    said.textContent = text
    said.lang = lang
    said.classList.toggle("wrong", wrong)
    said.hidden = !text
    if (text) announce(text)
  }

  async function open(id) {
    page = PAGES.includes(id) ? id : PAGES[0]
    tell("")
    for (const tab of tabs.children) {
      const here = tab.id === `tab-${page}`
      tab.setAttribute("aria-selected", String(here))
      tab.tabIndex = here ? 0 : -1
    }
    inside.setAttribute("aria-labelledby", `tab-${page}`)
    await refresh()
  }

  // A page anew. What had the keyboard has it again, by its name; where that is gone, the page has it.
  function fill(...children) {
    const held = inside.contains(document.activeElement) ? nameOf(document.activeElement) : null
    inside.replaceChildren(...children.filter(Boolean))
    if (held !== null) ([...inside.querySelectorAll("button, input, select, textarea")].find((one) => !one.disabled && nameOf(one) === held) ?? inside).focus()
  }
  const nameOf = (element) => element.id || element.getAttribute("aria-label") || element.textContent

  async function refresh() {
    clearTimeout(timer)
    try {
      if (page === "people") fill(...everybody.rows((await ask("/api/moderation/people")).people))
      else if (page === "audit") await audit(1)
      else {
        now = await ask("/api/moderation")
        ;({ settings, line, words, report })[page]()
      }
    } catch (trouble) {
      tell(trouble.message, true)
    }
    if (page === "line" && !root.hidden) timer = setTimeout(() => { if (page === "line" && !root.hidden) refresh() }, LOOK_AGAIN)
  }

  // --- settings ---

  function settings() {
    const fields = now.settings.map(({ key, name, value, meaning, kind }) => {
      const options = kind === "switch" ? ["on", "off"].map((one) => [one, say(one)]) : kind === "channel" ? places(value) : null
      const field = options
        ? el("select", { name: key, id: `set-${key}` }, ...options.map(([one, name]) => el("option", { value: one, selected: one === value }, name)))
        : el("input", { name: key, id: `set-${key}`, value: value === "none" ? "" : value, placeholder: kind === "number" ? say("no-limit") : say("none"), autocomplete: "off", spellcheck: false })
      field.dataset.was = field.value
      return el("div", { className: "dial" }, el("label", { htmlFor: `set-${key}` }, el("b", {}, name), el("span", {}, meaning)), field)
    })
    const save = el("button", { type: "submit", className: "button primary", disabled: true }, say("save-changes"))
    const form = el("form", { className: "dials", autocomplete: "off", onsubmit: async (event) => {
      event.preventDefault()
      const changes = {}
      for (const field of form.querySelectorAll("[name]")) if (field.value !== field.dataset.was) changes[field.name] = field.value
      await act({ do: "change", changes }, true).then((reply) => reply && !asks(reply) && refreshKeeping(form, reply))
    } }, ...fields, el("div", { className: "buttons" }, save, el("button", { type: "button", className: "button", onclick: () => act({ do: "undo" }) }, say("undo-change"))))
    form.addEventListener("input", () => { save.disabled = ![...form.querySelectorAll("[name]")].some((field) => field.value !== field.dataset.was) })
    const channels = el("div", { className: "switches" }, ...now.channels.map(({ id, on }) =>
      toggle(`#${id}`, on, (to) => act({ do: "channel", channel: id, on: to }))))
    fill(el("h2", {}, say("limits")), el("p", { className: "lead" }, say("limits-lead")), form,
      el("h2", {}, say("where")), channels)
  }

  // Where changes are told, and the hall of fame: nowhere, or in a channel that there is.
  const places = (value) => [["", say("none")], ...now.channels.map(({ id }) => [value === `#${id}` ? value : id, `#${id}`])]

  // After a refused change what was typed stays, and what the answer names is to be mended.
  async function refreshKeeping(form, { text: answer, lang }) {
    const typed = [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value])
    now = await ask("/api/moderation")
    const refused = typed.filter(([name, value]) => shownValue(name) !== value && form.elements[name].dataset.was === shownValue(name) && value !== form.elements[name].dataset.was)
    settings()
    if (refused.length) tell(refused.reduce((text, [name]) => text.replaceAll(name, words_of(name)), answer), true, lang)
    for (const [name, value] of refused) {
      const field = inside.querySelector(`[name="${name}"]`)
      field.value = value
      if (!answer.includes(name)) continue
      field.setAttribute("aria-invalid", "true")
      field.focus()
    }
    if (refused.length) inside.querySelector("form button[type=submit]").disabled = false
  }
  const shownValue = (name) => { const value = now.settings.find((one) => one.key === name).value; return value === "none" ? "" : value }
  const words_of = (key) => now.settings.find((one) => one.key === key).name

  // --- the line ---

  function line() {
    const rows = now.line.map((job) => el("tr", {},
      el("td", {}, job.state === "drawing" ? el("span", { className: "pill on" }, say("drawing")) : el("span", { className: "pill" }, job.lane === "relaxed" ? say("waiting-relaxed") : say("waiting"))),
      el("td", {}, el("b", {}, job.name)), el("td", { className: "prompt" }, job.prompt), el("td", {}, `#${job.channel}`), el("td", { className: "number" }, span(job.seconds)),
      el("td", {}, el("button", { type: "button", className: "button", "aria-label": say("cancel-job", { job: job.job, name: job.name }), onclick: () => act({ do: "cancel", job: job.job }) }, say("cancel")))))
    fill(el("h2", {}, say("queue")), rows.length
      ? table(["", say("who"), say("what"), say("channel"), say("since"), ""], rows)
      : el("p", { className: "empty" }, say("queue-empty")))
  }

  const measured = (number, unit, unitDisplay = "short") => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(number)
  const span = (seconds) => seconds < 90 ? measured(seconds, "second") : measured(Math.round(seconds / 60), "minute")
  const table = (heads, rows) => el("div", { className: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, ...rows)))

  // --- blocked words ---

  function words() {
    const name = el("input", { id: "rule-name", maxLength: 60, placeholder: say("rule-name-example"), required: true })
    const list = el("textarea", { id: "rule-words", rows: 3, maxLength: 4000, placeholder: say("rule-words-example"), required: true })
    const caught = el("pre", { className: "why", hidden: true, tabIndex: 0 })
    const values = (what) => ({ do: what, name: name.value, words: list.value.replace(/\n/g, ", ") })
    const form = el("form", { className: "rule", onsubmit: (event) => { event.preventDefault(); act(values("block-add")) } },
      el("label", { htmlFor: "rule-name" }, say("rule-name")), name,
      el("label", { htmlFor: "rule-words" }, say("rule-words")), list,
      el("div", { className: "buttons" }, el("button", { type: "submit", className: "button primary" }, say("rule-add")),
        el("button", { type: "button", className: "button", onclick: async () => {
          if (!list.reportValidity()) return
          const reply = await act(values("block-test"), true)
          if (reply) { tell(""); caught.textContent = reply.text; caught.lang = reply.lang; caught.hidden = false; announce(reply.text) }
        } }, say("rule-test"))), caught)
    const rules = now.rules.map((rule) => el("li", {}, el("div", {}, el("b", {}, rule.name), el("span", {}, rule.words.join(", "))),
      el("button", { type: "button", className: "button", "aria-label": say("rule-remove-name", rule), onclick: () => act({ do: "block-remove", name: rule.name }) }, say("rule-remove"))))
    fill(el("h2", {}, say("rules")), rules.length ? el("ul", { className: "rules" }, ...rules) : el("p", { className: "empty" }, say("rules-empty")),
      el("h2", {}, say("rule-new")), el("p", { className: "lead" }, say("rule-lead")), form)
  }

  // --- report ---

  function report() {
    const days = el("select", { id: "days", "aria-label": say("report-days") }, ...[1, 7, 30, 90].map((value) => el("option", { value, selected: value === 7 }, value === 1 ? say("today") : measured(value, "day", "long"))))
    const place = el("div", { className: "chart-place" })
    const draw = async () => {
      const reply = await act({ do: "report", days: Number(days.value) }, true)
      if (!reply) return
      tell("")
      const image = reply.picture ?? reply.files.find((file) => file.mime.startsWith("image/"))
      place.replaceChildren(...[
        image && el("img", { className: "chart", src: image.src, alt: image.alt ?? reply.text }),
        el("pre", { className: "why", lang: reply.lang }, reply.text),
        el("div", { className: "files" }, ...reply.files.map((file) => el("a", { className: "button", href: file.src, download: file.name }, icon("save"), file.name)))].filter(Boolean))
    }
    days.addEventListener("change", draw)
    fill(el("h2", {}, say("report")), el("p", { className: "lead" }, ...inParts("report-lead", { days })), place)
    return draw()
  }

  // --- the log ---

  async function audit(number) {
    const { entries, page: here, pages } = await ask(`/api/moderation/audit?page=${number}`)
    const rows = entries.map((entry) => el("li", {}, el("div", {}, el("b", {}, entry.name), " ", entry.what, " ", time(entry.at), el("small", {}, new Date(entry.at * 1000).toLocaleDateString(locale))),
      ...entry.changes.map(([key, was, is]) => el("div", { className: "change" }, key, " ", was && el("s", {}, was), was && " → ", el("b", {}, is || say("none"))))))
    fill(el("h2", {}, say("log")), rows.length ? el("ul", { className: "log" }, ...rows) : el("p", { className: "empty" }, say("log-empty")),
      el("div", { className: "buttons" }, here > 1 && el("button", { type: "button", className: "button", onclick: () => audit(here - 1) }, say("log-newer")),
        here < pages && el("button", { type: "button", className: "button", onclick: () => audit(here + 1) }, say("log-older"))))
  }

  return { open }
}
