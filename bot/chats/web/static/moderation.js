// The moderators' pages. What is typed here goes to the bot as a command; the bot allows it, keeps it and says what it did.

import { $, el, icon, time } from "./dom.js"
import { ask } from "./wire.js"

const PAGES = [["settings", "Settings"], ["line", "Line"], ["people", "People"], ["words", "Blocked words"], ["report", "Report"], ["audit", "Log"]]
const LOOK_AGAIN = 2500 // milliseconds, while the line is shown

export function moderation({ go, announce }) {
  const root = $("moderation")
  let page = "settings"
  let now = null
  let timer = 0

  const said = el("p", { className: "outcome", role: "status", hidden: true })
  const inside = el("div", { className: "page", id: "moderation-page", role: "tabpanel", tabIndex: -1 })
  const tabs = el("div", { className: "tabs", role: "tablist", "aria-label": "Moderation" }, ...PAGES.map(([id, name]) => {
    const tab = el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": "moderation-page", onclick: () => show(id) }, name)
    return tab
  }))
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = (PAGES.findIndex(([id]) => id === page) + step + PAGES.length) % PAGES.length
    show(PAGES[next][0])
    tabs.children[next].focus()
  })
  root.append(el("div", { className: "top" }, el("button", { type: "button", className: "icon", "aria-label": "Back to the chat", onclick: go }, icon("back")), tabs), said, inside)

  async function act(values, keep) {
    try {
      const reply = await ask("/api/moderation", values)
      say(reply.text, false, reply.lang)
      if (!keep) await refresh()
      return reply
    } catch (trouble) {
      say(trouble.message, true)
      return null
    }
  }

  function say(text, wrong = false, lang = "en") {
    said.textContent = text
    said.lang = lang // the bot's is its reader's, the page's own is English
    said.classList.toggle("wrong", wrong)
    said.hidden = !text
    if (text) announce(text)
  }

  async function show(id) {
    page = id
    say("")
    for (const tab of tabs.children) {
      const here = tab.id === `tab-${id}`
      tab.setAttribute("aria-selected", String(here))
      tab.tabIndex = here ? 0 : -1
    }
    inside.setAttribute("aria-labelledby", `tab-${id}`)
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
      if (page === "people") people((await ask("/api/moderation/people")).people)
      else if (page === "audit") await audit(1)
      else {
        now = await ask("/api/moderation")
        ;({ settings, line, words, report })[page]()
      }
    } catch (trouble) {
      say(trouble.message, true)
    }
    if (page === "line" && !root.hidden) timer = setTimeout(() => { if (page === "line" && !root.hidden) refresh() }, LOOK_AGAIN)
  }

  // --- settings ---

  function settings() {
    const fields = now.settings.map(({ key, value, meaning, kind }) => {
      const options = kind === "switch" ? ["on", "off"].map((one) => [one, one]) : key === "log-channel" ? places(value) : null
      const field = options
        ? el("select", { name: key, id: `set-${key}` }, ...options.map(([one, name]) => el("option", { value: one, selected: one === value }, name)))
        : el("input", { name: key, id: `set-${key}`, value: value === "none" ? "" : value, placeholder: kind === "number" ? "no limit" : "none", autocomplete: "off", spellcheck: false })
      field.dataset.was = field.value
      return el("div", { className: "dial" }, el("label", { htmlFor: `set-${key}` }, el("b", {}, words_of(key)), el("span", {}, meaning)), field)
    })
    const save = el("button", { type: "submit", className: "button primary", disabled: true }, "Save changes")
    const form = el("form", { className: "dials", autocomplete: "off", onsubmit: async (event) => {
      event.preventDefault()
      const changes = {}
      for (const field of form.querySelectorAll("[name]")) if (field.value !== field.dataset.was) changes[field.name] = field.value
      await act({ do: "settings", changes }, true).then((reply) => reply && refreshKeeping(form, reply))
    } }, ...fields, el("div", { className: "buttons" }, save, el("button", { type: "button", className: "button", onclick: () => act({ do: "undo" }) }, "Undo the last change")))
    form.addEventListener("input", () => { save.disabled = ![...form.querySelectorAll("[name]")].some((field) => field.value !== field.dataset.was) })
    const channels = el("div", { className: "switches" }, ...now.channels.map(({ id, on }) =>
      toggle(`#${id}`, on, (to) => act({ do: "channel", channel: id, on: to }))))
    fill(el("h2", {}, "How much, and when"), el("p", { className: "lead" }, "A change holds from the next ask on."), form,
      el("h2", {}, "Where Nonet draws"), channels)
  }

  // Where changes are told: nowhere, or in a channel that there is.
  const places = (value) => [["", "none"], ...now.channels.map(({ id }) => [value === `#${id}` ? value : id, `#${id}`])]

  // After a refused change what was typed stays, and what the answer names is to be mended.
  async function refreshKeeping(form, { text: answer, lang }) {
    const typed = [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value])
    now = await ask("/api/moderation")
    const refused = typed.filter(([name, value]) => shownValue(name) !== value && form.elements[name].dataset.was === shownValue(name) && value !== form.elements[name].dataset.was)
    settings()
    if (refused.length) say(refused.reduce((text, [name]) => text.replaceAll(name, words_of(name)), answer), true, lang)
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
  const words_of = (key) => key.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase())

  function toggle(name, on, act, whose = "") {
    const button = el("button", { type: "button", role: "switch", className: "toggle", "aria-label": whose && `${name}: ${whose}`, "aria-checked": String(on), onclick: () => act(button.getAttribute("aria-checked") !== "true") },
      el("i", { "aria-hidden": "true" }), name)
    return button
  }

  // --- the line ---

  function line() {
    const rows = now.line.map((job) => el("tr", {},
      el("td", {}, job.state === "drawing" ? el("span", { className: "pill on" }, "draws") : el("span", { className: "pill" }, job.lane === "relaxed" ? "waits for an idle device" : "waits")),
      el("td", {}, el("b", {}, job.name)), el("td", { className: "prompt" }, job.prompt), el("td", {}, `#${job.channel}`), el("td", { className: "number" }, span(job.seconds)),
      el("td", {}, el("button", { type: "button", className: "button", "aria-label": `Cancel ${job.job} of ${job.name}`, onclick: () => act({ do: "cancel", job: job.job }) }, "Cancel"))))
    fill(el("h2", {}, "Who waits and draws"), rows.length
      ? table(["", "Who", "What", "Where", "Since", ""], rows)
      : el("p", { className: "empty" }, "Nobody waits. The next ask is drawn at once."))
  }

  const span = (seconds) => seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  const table = (heads, rows) => el("div", { className: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, ...rows)))

  // --- people ---

  function people(everybody) {
    const rows = everybody.map((person) => {
      const grids = el("input", { type: "number", min: 1, max: 100, value: 3, "aria-label": `Grids for ${person.name}` })
      const minutes = el("input", { type: "number", min: 1, max: 100000, value: 30, "aria-label": `Minutes for ${person.name}` })
      return el("li", { className: "person" },
        el("div", { className: "name" }, el("b", {}, person.name), person.until && el("span", { className: "pill" }, "no asks until ", time(person.until))),
        toggle("Moderator", person.moderator, (on) => act({ do: "moderator", user: person.id, on }), person.name),
        el("div", { className: "pair" }, grids, el("span", {}, "grids today"), el("button", { type: "button", className: "button", "aria-label": `Give ${person.name}`, onclick: () => act({ do: "grant", user: person.id, grids: Number(grids.value) }) }, "Give")),
        person.until
          ? el("button", { type: "button", className: "button", "aria-label": `Lift the time-out of ${person.name}`, id: `rest-${person.id}`, onclick: () => act({ do: "time-out", user: person.id, minutes: 0 }) }, "Lift the time-out")
          : el("div", { className: "pair" }, minutes, el("span", {}, "min"), el("button", { type: "button", className: "button", "aria-label": `Time out ${person.name}`, id: `rest-${person.id}`, onclick: () => act({ do: "time-out", user: person.id, minutes: Number(minutes.value) }) }, "Time out")),
        el("button", { type: "button", className: "button", "aria-label": `Why? The calculation for ${person.name}`, onclick: async () => {
          const reply = await act({ do: "why", user: person.id, channel: "general" }, true)
          if (reply) { say(""); why.textContent = reply.text; why.lang = reply.lang; why.hidden = false; announce(reply.text); why.scrollIntoView({ block: "nearest" }) }
        } }, "Why?"),
        el("button", { type: "button", className: "button danger", "aria-label": `Cancel all of ${person.name}`, onclick: () => act({ do: "cancel-all", user: person.id }) }, "Cancel all"))
    })
    const why = el("pre", { className: "why", hidden: true, tabIndex: 0 })
    fill(el("h2", {}, "People"), el("p", { className: "lead" }, "“Why?” shows a person's whole calculation, scope by scope."), why, el("ul", { className: "people" }, ...rows))
  }

  // --- blocked words ---

  function words() {
    const name = el("input", { id: "rule-name", maxLength: 60, placeholder: "Be kind", required: true })
    const list = el("textarea", { id: "rule-words", rows: 3, maxLength: 4000, placeholder: "one, two words, a whole phrase", required: true })
    const caught = el("pre", { className: "why", hidden: true, tabIndex: 0 })
    const values = (what) => ({ do: what, name: name.value, words: list.value.replace(/\n/g, ", ") })
    const form = el("form", { className: "rule", onsubmit: (event) => { event.preventDefault(); act(values("block-add")) } },
      el("label", { htmlFor: "rule-name" }, "Name of the rule: a refused member is told this"), name,
      el("label", { htmlFor: "rule-words" }, "Words and phrases, with commas between them: nobody is told these"), list,
      el("div", { className: "buttons" }, el("button", { type: "submit", className: "button primary" }, "Add the rule"),
        el("button", { type: "button", className: "button", onclick: async () => {
          if (!list.reportValidity()) return
          const reply = await act(values("block-test"), true)
          if (reply) { say(""); caught.textContent = reply.text; caught.lang = reply.lang; caught.hidden = false; announce(reply.text) }
        } }, "Test it on the last seven days")), caught)
    const rules = now.rules.map((rule) => el("li", {}, el("div", {}, el("b", {}, rule.name), el("span", {}, rule.words.join(", "))),
      el("button", { type: "button", className: "button", "aria-label": `Remove ${rule.name}`, onclick: () => act({ do: "block-remove", name: rule.name }) }, "Remove")))
    fill(el("h2", {}, "Rules"), rules.length ? el("ul", { className: "rules" }, ...rules) : el("p", { className: "empty" }, "No words are blocked."),
      el("h2", {}, "A new rule"), el("p", { className: "lead" }, "Whole words only, and also as people disguise them: l1ke th1s, l i k e this, or with letters that look alike."), form)
  }

  // --- report ---

  function report() {
    const days = el("select", { id: "days" }, ...[[1, "today"], [7, "7 days"], [30, "30 days"], [90, "90 days"]].map(([value, name]) => el("option", { value, selected: value === 7 }, name)))
    const place = el("div", { className: "chart-place" })
    const draw = async () => {
      const reply = await act({ do: "report", days: Number(days.value) }, true)
      if (!reply) return
      say("")
      const image = reply.picture ?? reply.files.find((file) => file.mime.startsWith("image/"))
      place.replaceChildren(...[
        image && el("img", { className: "chart", src: image.src, alt: image.alt ?? reply.text }),
        el("pre", { className: "why", lang: reply.lang }, reply.text),
        el("div", { className: "files" }, ...reply.files.map((file) => el("a", { className: "button", href: file.src, download: file.name }, icon("save"), file.name)))].filter(Boolean))
    }
    days.addEventListener("change", draw)
    fill(el("h2", {}, "Report"), el("p", { className: "lead" }, el("label", { htmlFor: "days" }, "Grids, people, refusals, waits and costs of "), days), place)
    return draw()
  }

  // --- the log ---

  async function audit(number) {
    const { entries, page: here, pages } = await ask(`/api/moderation/audit?page=${number}`)
    const rows = entries.map((entry) => el("li", {}, el("div", {}, el("b", {}, entry.name), " ", entry.what, " ", time(entry.at), el("small", {}, new Date(entry.at * 1000).toLocaleDateString())),
      ...entry.changes.map(([key, was, is]) => el("div", { className: "change" }, key, " ", was && el("s", {}, was), was && " → ", el("b", {}, is || "none")))))
    fill(el("h2", {}, "Who changed what"), rows.length ? el("ul", { className: "log" }, ...rows) : el("p", { className: "empty" }, "Nothing was changed yet."),
      el("div", { className: "buttons" }, here > 1 && el("button", { type: "button", className: "button", onclick: () => audit(here - 1) }, "Newer"),
        here < pages && el("button", { type: "button", className: "button", onclick: () => audit(here + 1) }, "Older")))
  }

  return { open: () => show(page) }
}
