// The page: channels, their messages, and what a person does. It shows what the server says and decides nothing.

import { $, announce, day, el, face, icon, warn } from "./dom.js"
import { composer } from "./composer.js"
import { filled } from "./form.js"
import { MessageView } from "./message.js"
import { moderation } from "./moderation.js"
import { panel } from "./panel.js"
import { ask, delivery, live, Trouble } from "./wire.js"
import { knows, say } from "./words.js"

const GROUP = 300 // seconds in which one person's messages stand together
const log = $("log")

let me = { id: "", name: "", moderator: false }
let examples = [] // what the loaded model draws well
let channels = []
let channel = addressed() || "general"
let views = new Map() // by id, of the channel that is shown
let more = false
let moderating = false
const unread = new Set()

// --- what a person does ----------------------------------------------------------------------------------------------

const acts = {
  async press(message, press, label) {
    const send = (values) => ask("/api/press", { channel: message.channel, press, label, delivery: delivery(), filled: values })
    try {
      const { form } = await send()
      const values = form && await filled(form)
      if (values) await send(values)
    } catch (trouble) {
      complain(trouble)
    }
  },
  async draw({ channel, text }) {
    await ask("/api/say", { channel, text: `/imagine ${text}`, delivery: delivery() }).catch(complain)
  },
  async dismiss(message) {
    views.delete(message.id)
    arrange()
    box.put($("prompt").value)
    await ask("/api/dismiss", { message: message.id }).catch(() => {})
  },
}

const box = composer({
  send: (text, id) => ask("/api/say", { channel, text, delivery: id }).then(() => toEnd()),
  moderator: () => me.moderator,
})
const side = panel(acts)
const rooms = moderation({ go: () => moderate(false), announce })

function complain(error) {
  warn(error instanceof Trouble ? error.message : say("broken"), { seconds: 6 })
}

// --- channels --------------------------------------------------------------------------------------------------------

// The channel that the address names. A browser writes #café as #caf%C3%A9, and what somebody typed may be neither.
function addressed() {
  try { return decodeURIComponent(location.hash.slice(1)) } catch { return "" }
}

async function go(id) {
  channel = id
  location.hash = id
  unread.delete(id)
  moderate(false)
  drawer(false)
  showChannels()
  await load()
  box.here(id)
}

async function load() {
  const wanted = channel
  try {
    const answer = await ask(`/api/messages?channel=${encodeURIComponent(wanted)}`)
    if (wanted !== channel) return
    const known = views
    views = new Map()
    for (const message of answer.messages.filter((one) => !one.panel)) {
      const view = known.get(message.id)
      view?.update(message)
      views.set(message.id, view ?? new MessageView(message, acts))
    }
    more = answer.more
    arrange()
    log.scrollTop = log.scrollHeight
  } catch (trouble) {
    if (!trouble.lost) complain(trouble)
  }
}

async function older() {
  const first = Math.min(...[...views.values()].map((view) => view.message.number || Infinity))
  const answer = await ask(`/api/messages?channel=${encodeURIComponent(channel)}&before=${first}`).catch(complain)
  if (!answer) return
  const height = log.scrollHeight - log.scrollTop
  for (const message of answer.messages) if (!views.has(message.id)) views.set(message.id, new MessageView(message, acts))
  more = answer.more
  arrange()
  log.scrollTop = log.scrollHeight - height
}

function showChannels() {
  const held = $("channels").contains(document.activeElement) ? document.activeElement.dataset.id : null
  const list = channels.map((one) => el("li", {}, el("button", {
    type: "button", "data-id": one.id, className: unread.has(one.id) ? "unread" : "", "aria-current": one.id === channel && !moderating && "page",
    onclick: () => go(one.id),
  }, el("span", { className: "sign", "aria-hidden": "true" }, one.moderators ? "◆" : "#"), el("span", { className: "name" }, one.id),
  unread.has(one.id) && el("span", { className: "news", role: "img", "aria-label": say("new-messages") }))))
  $("channels").replaceChildren(...list)
  if (held) [...$("channels").querySelectorAll("button")].find((one) => one.dataset.id === held)?.focus()
  const here = channels.find((one) => one.id === channel)
  $("title").textContent = moderating ? say("moderation") : `# ${channel}`
  $("topic").textContent = moderating ? say("moderation-topic") : knows(`topic-${channel}`) ? say(`topic-${channel}`) : here?.topic ?? ""
}

$("new-channel").addEventListener("submit", async (event) => {
  event.preventDefault()
  const field = $("channel-name")
  try {
    const made = await ask("/api/channels", { name: field.value })
    field.value = ""
    await go(made.id)
    $("prompt").focus()
  } catch (trouble) {
    complain(trouble)
  }
})

// --- messages --------------------------------------------------------------------------------------------------------

function arrange() {
  const messages = [...views.values()].sort((a, b) => a.message.at - b.message.at)
  const held = log.contains(document.activeElement)
  const rows = []
  if (more) rows.push(el("button", { type: "button", className: "older", onclick: older }, say("earlier")))
  let last = null
  for (const view of messages) {
    const { message } = view
    if (!last || day(last.at) !== day(message.at)) rows.push(el("div", { className: "day" }, day(message.at)))
    const follows = last && message.kind === "said" && last.kind === "said" && last.by === message.by && message.at - last.at < GROUP
    view.element.classList.toggle("follows", Boolean(follows))
    rows.push(view.element)
    last = message
  }
  if (!messages.length) rows.push(welcome())
  // Only what is not in its place is moved: a moved element would lose its focus and play its entrance again.
  const wanted = new Set(rows)
  for (const child of [...log.children]) if (!wanted.has(child)) child.remove()
  rows.forEach((row, i) => { if (log.children[i] !== row) log.insertBefore(row, log.children[i] ?? null) })
  if (held && !log.contains(document.activeElement)) log.focus() // what had the keyboard is gone
}

function welcome() {
  const colours = ["#f2b544", "#e8793a", "#d2502e", "#e8793a", "#c2410c", "#9c3a6b", "#3f7f8c", "#5b6fb5", "#6d4b9a"]
  return el("div", { className: "welcome" },
    el("div", { className: "nine", "aria-hidden": "true" }, ...colours.map((colour, i) => el("i", { style: { background: colour, "--i": i } }))),
    el("h2", {}, channel === "general" ? say("welcome") : say("welcome-channel", { channel })),
    el("p", {}, say("welcome-how")),
    el("ul", { "aria-label": say("examples") }, ...examples.map((example) => el("li", {}, el("button", {
      type: "button", className: "example", onclick: () => box.submit(`/imagine ${example}`),
    }, el("span", {}, "/imagine "), example)))))
}

const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120
function toEnd() {
  log.scrollTop = log.scrollHeight
  $("newer").hidden = true
}
$("newer").addEventListener("click", toEnd)
let atEnd = true // before the window, the keyboard of a phone or a note takes room away
log.addEventListener("scroll", () => {
  atEnd = nearEnd()
  if (atEnd) $("newer").hidden = true
})
new ResizeObserver(() => { if (atEnd) toEnd() }).observe(log)

function heardMessage(message) {
  if (message.panel && message.private) {
    if (message.mine) side.show(message)
    return
  }
  if (message.channel !== channel) {
    if (!views.has(message.id) && !unread.has(message.channel)) { unread.add(message.channel); showChannels() }
    return
  }
  const end = nearEnd()
  const view = views.get(message.id)
  const before = view?.message.state
  if (view) view.update(message)
  else {
    views.set(message.id, new MessageView(message, acts))
    arrange()
  }
  if (end || (message.mine && !view)) toEnd()
  else if (!view) $("newer").hidden = false
  tell(message, before, Boolean(view))
}

function tell(message, before, known) {
  if (message.kind === "said") {
    if (!message.mine) announce(`${message.by || say("someone-who-left")}: ${message.text}`)
  } else if (message.state !== before || !known) {
    if (message.state === "drawn") announce(`${say("ready")} ${message.text}`)
    else if (message.state !== "drawing") announce(`${message.private ? `${say("only-you")}. ` : ""}${message.text}`)
  }
  if (document.hidden && message.mine && message.state === "drawn") document.title = `● ${say("ready-title")}`
}
document.addEventListener("visibilitychange", () => { document.title = "Nonet" })

// --- the numbers 1 to 9 pick from the collage that is in focus, or from the newest one --------------------------------

document.addEventListener("keydown", (event) => {
  const at = document.activeElement
  if (event.key === "Escape" && !event.defaultPrevented) {
    if (side.open()) side.close()
    else drawer(false)
  }
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || moderating) return
  if (side.open() && $("panel").contains(at) && side.pick(Number(event.key))) return
  const held = views.get(at.closest?.(".message")?.dataset.id)
  const newest = [...views.values()].sort((a, b) => b.message.at - a.message.at).find((view) => view.tiles)
  const view = held?.tiles ? held : newest
  if (view) { event.preventDefault(); view.pick(Number(event.key)) }
})

// --- who I am --------------------------------------------------------------------------------------------------------

function showMe(editing = false) {
  if (!editing) {
    $("me").replaceChildren(el("button", { type: "button", title: say("change-name"), onclick: () => showMe(true) }, face(me.name),
      el("span", { className: "who" }, el("strong", {}, me.name), el("small", {}, me.moderator ? say("moderator") : say("change-name")))))
    return
  }
  const field = el("input", { value: me.name, maxLength: 32, "aria-label": say("your-name"), enterKeyHint: "done" })
  const form = el("form", { onsubmit: async (event) => {
    event.preventDefault()
    try {
      await ask("/api/name", { name: field.value })
      showMe()
    } catch (trouble) {
      complain(trouble)
    }
  } }, face(me.name), field)
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); showMe() } })
  field.addEventListener("blur", () => setTimeout(() => { if (form.isConnected && field.value === me.name) showMe() }, 100))
  $("me").replaceChildren(form)
  field.select()
}

// --- the frame -------------------------------------------------------------------------------------------------------

function moderate(on) {
  moderating = on && me.moderator
  side.close(false) // "Post here" is meant for where it was opened
  $("moderate").setAttribute("aria-pressed", String(moderating))
  $("moderation").hidden = !moderating
  log.hidden = $("composer").hidden = moderating
  showChannels()
  if (moderating) rooms.open()
  else toEnd()
}
$("moderate").addEventListener("click", () => moderate(!moderating))

function drawer(open) {
  $("side").classList.toggle("open", open)
  $("shade").hidden = !open
  $("menu").setAttribute("aria-expanded", String(open))
  if (open) $("side").querySelector("[aria-current], button").focus()
  else if ($("side").contains(document.activeElement) && $("menu").offsetParent) $("menu").focus()
}
$("menu").append(icon("menu"))
$("menu").addEventListener("click", () => drawer(true))
$("shade").addEventListener("click", () => drawer(false))
window.addEventListener("hashchange", () => { if (addressed() && addressed() !== channel) go(addressed()) })

// --- news ------------------------------------------------------------------------------------------------------------

let greeted = false
live((frame) => {
  if (frame.event === "message") heardMessage(frame.message)
  else if (frame.event === "gone") {
    views.delete(frame.id)
    arrange()
    side.drop(frame.id)
  } else if (frame.event === "reload") load()
  else if (frame.event === "hello") {
    me = frame.me
    channels = frame.channels
    examples = frame.examples
    if (frame.commands) box.knows(frame.commands)
    if (!channels.some((one) => one.id === channel)) channel = "general"
    $("moderate").hidden = !me.moderator
    if (moderating && !me.moderator) moderate(false)
    showMe()
    showChannels()
    box.here(channel)
    $("trouble").hidden = true
    if (!frame.fresh) return
    load().then(() => { if (!greeted && matchMedia("(hover: hover)").matches) $("prompt").focus(); greeted = true })
    if (!$("unsent").hidden && $("prompt").value) warn(say("connected-again"), { wrong: false })
  }
}, (_, why) => {
  $("trouble").textContent = say("trying-again", { why })
  $("trouble").hidden = false
})
