// The box at the bottom: text, commands that complete themselves, and what was typed before.

import { $, el, icon, warn } from "./dom.js"
import { delivery } from "./wire.js"
import { inParts, say } from "./words.js"

const KEPT = "nonet-typed"

const keys = (...names) => el("span", {}, ...names.flatMap((name, i) => [i ? " " : "", el("kbd", {}, name)]))

export function composer({ send, moderator }) {
  const box = $("prompt"), list = $("suggestions"), hint = $("hint")
  let commands = [] // {name, takes, complete, says, options, moderators}, as the server knows them
  let typed = JSON.parse(localStorage.getItem(KEPT) ?? "[]")
  let place = -1 // in `typed`, while recalling
  let draft = ""
  let shown = []
  let chosen = -1
  let sending = null // {text, delivery}: the same text after a lost connection is the same message

  const narrow = matchMedia("(max-width: 720px)")
  $("send").append(icon("send"))

  const isCommand = () => box.value.trimStart().startsWith("/")

  function fit() {
    box.style.height = "auto"
    box.style.height = `${box.scrollHeight}px`
    $("send").disabled = !box.value.trim()
    $("draw").hidden = !box.value.trim() || isCommand()
    said()
  }

  function said() {
    const text = box.value
    const verb = /^\s*\/([\w-]+)\s/.exec(text)?.[1]
    const known = commands.find((command) => command.name === verb)
    hint.replaceChildren()
    if (known?.options.length) hint.append(...inParts("hint-options", { options: keys(...known.options) }))
    else if (known) hint.append(known.says)
    else if (text.trim() && !isCommand()) hint.append(...inParts("hint-message", { keys: keys("Ctrl", "Enter") }))
    else {
      for (const [name, ...pressed] of [["hint-commands", "/"], ["hint-recall", "↑"], ["hint-line", "Shift", "Enter"]]) {
        hint.append(el("span", {}, ...inParts(name, { keys: keys(...pressed) })))
      }
    }
  }

  function suggest() {
    const word = /^\/([\w-]*)$/.exec(box.value)?.[1]
    shown = word === undefined ? [] : commands.filter((command) => command.name.startsWith(word) && (moderator() || !command.moderators))
      .sort((a, b) => (b.name === word) - (a.name === word)) // what is written out comes first
    if (shown.length === 1 && shown[0].name === word && !shown[0].takes) shown = []
    chosen = shown.length ? 0 : -1
    list.hidden = !shown.length
    box.setAttribute("aria-expanded", String(!list.hidden))
    list.replaceChildren(...shown.map((command, i) => el("div", {
      id: `suggestion-${i}`, role: "option", onpointerdown: (event) => { event.preventDefault(); complete(command) },
      onpointermove: () => mark(i),
    }, el("b", {}, `/${command.name} `, el("span", {}, command.takes ?? "")), el("small", {}, command.says))))
    mark(chosen)
  }

  function mark(i) {
    chosen = i
    ;[...list.children].forEach((option, j) => option.setAttribute("aria-selected", String(i === j)))
    if (i < 0) box.removeAttribute("aria-activedescendant")
    else {
      box.setAttribute("aria-activedescendant", `suggestion-${i}`)
      list.children[i].scrollIntoView({ block: "nearest" })
    }
  }

  function put(text) {
    box.value = text
    box.setSelectionRange(text.length, text.length)
    fit()
    suggest()
  }

  function complete(command) {
    put(`/${command.name}${command.takes ? " " : ""}`)
    close()
    box.focus()
  }

  function close() {
    shown = []
    list.hidden = true
    box.setAttribute("aria-expanded", "false")
    mark(-1)
  }

  function recall(step) {
    if (place < 0) draft = box.value
    const next = place + step
    if (next < -1 || next >= typed.length) return
    place = next
    put(place < 0 ? draft : typed[place])
    close()
  }

  async function submit(text) {
    text = text.trim()
    if (!text) return
    if (sending?.text !== text) sending = { text, delivery: delivery() }
    const mine = sending
    warn("")
    put("")
    typed = [text, ...typed.filter((one) => one !== text)].slice(0, 50)
    localStorage.setItem(KEPT, JSON.stringify(typed))
    place = -1
    try {
      await send(text, mine.delivery)
      sending = null
    } catch (trouble) {
      if (!box.value) put(text)
      warn(say("not-sent", { why: trouble.message }))
    }
  }

  const draw = () => submit(isCommand() ? box.value : `/imagine ${box.value}`)

  box.addEventListener("input", () => { place = -1; fit(); suggest() })
  box.addEventListener("blur", close)
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const open = shown.length > 0
    const one = !box.value.includes("\n")
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      mark((chosen + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length)
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && shown[chosen].name !== box.value.slice(1).trim()))) {
      complete(shown[chosen])
    } else if (open && event.key === "Enter" && !shown[chosen].complete) {
      complete(shown[chosen])
    } else if (event.key === "Escape" && open) close()
    else if (event.key === "ArrowUp" && one && (!box.value || place >= 0)) recall(1)
    else if (event.key === "ArrowDown" && place >= 0) recall(-1)
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) draw()
    else if (event.key === "Enter" && !event.shiftKey) submit(box.value)
    else return
    event.preventDefault()
  })
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault()
    if (event.submitter === $("draw")) draw()
    else submit(box.value)
    box.focus()
  })
  fit()

  return {
    put(text) { put(text); close(); box.focus() },
    submit,
    knows(all) { commands = all; fit(); suggest() },
    here(channel) {
      const show = () => { box.placeholder = narrow.matches ? say("placeholder-short") : say("placeholder", { channel }) }
      narrow.onchange = show
      show()
    },
  }
}
