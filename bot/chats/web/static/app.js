// The page: channels, their messages, and what a person does. It shows what the server says and decides nothing.

import * as address from "./address.js"
import { composer } from "./composer.js"
import { $, announce, day, el, icon, warn } from "./dom.js"
import { filled } from "./form.js"
import { identity } from "./identity.js"
import { MessageView } from "./message.js"
import { moderation } from "./moderation.js"
import { panel } from "./panel.js"
import { welcome } from "./welcome.js"
import { ask, delivery, live, Trouble } from "./wire.js"
import { knows, say } from "./words.js"

const GROUP = 300 // seconds in which one person's messages stand together
const log = $("log")

const { me, is } = identity(complain)
let examples = [] // what the loaded model draws well
let channels = []
let place = { channel: address.read().channel || "general", page: "", tile: "" } // what is shown
let views = new Map() // by id, of the channel that is shown
let more = false
const unread = new Set()

// --- what a person does ----------------------------------------------------------------------------------------------

const acts = {
  async press(message, press, label) {
    const send = (values) => ask("/api/press", { channel: message.channel, press, label, delivery: delivery(), on: message.id, filled: values })
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
  close: () => { if (!address.back()) visit({ tile: "" }) },
  async dismiss(message) {
    views.delete(message.id)
    arrange()
    box.put($("prompt").value)
    await ask("/api/dismiss", { message: message.id }).catch(() => {})
  },
}

const box = composer({
  send: (text, id) => ask("/api/say", { channel: place.channel, text, delivery: id }).then(() => toEnd()),
  moderator: () => me.moderator,
})
const side = panel(acts)
const rooms = moderation({ visit: (page) => visit({ page, tile: "" }), announce })

function complain(error) {
  warn(error instanceof Trouble ? error.message : say("broken"), { seconds: 6 })
}

// --- what is shown ---------------------------------------------------------------------------------------------------

// Another channel, page or tile: what `there` does not name stays.
function visit(there, how) {
  const next = { ...place, ...there }
  address.write(next, how)
  follow(next)
}

function follow(next) {
  const before = place
  place = { ...next, page: me.moderator ? next.page : "" }
  if (!channels.some((one) => one.id === place.channel)) place.channel = before.channel
  unread.delete(place.channel)
  drawer(false)
  const moderating = Boolean(place.page)
  $("moderate").setAttribute("aria-pressed", String(moderating))
  $("moderation").hidden = !moderating
  log.hidden = $("composer").hidden = moderating
  showChannels()
  const stays = place.channel === before.channel
  if (moderating || !place.tile) side.close(stays && !moderating)
  else if (place.tile !== before.tile && side.tile() !== place.tile) look(place)
  if (moderating && place.page !== before.page) rooms.open(place.page)
  else if (stays && before.page && !moderating) toEnd()
  if (stays) return
  box.here(place.channel)
  load()
}

// A tile that the address names is picked anew.
function look({ channel, tile }) {
  const [job, number] = tile.split("-")
  acts.press({ channel }, `pick:${job}:${number}`, say("pick", { tile: number }))
}

const go = (channel) => visit({ channel, page: "", tile: "" })
for (const event of ["popstate", "hashchange"]) window.addEventListener(event, () => { if (address.read().channel) follow(address.read()) })
$("moderate").addEventListener("click", () => visit({ page: place.page ? "" : "settings", tile: "" }))

// --- channels --------------------------------------------------------------------------------------------------------

async function load() {
  const wanted = place.channel
  try {
    const answer = await ask(`/api/messages?channel=${encodeURIComponent(wanted)}`)
    if (wanted !== place.channel) return
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
  const answer = await ask(`/api/messages?channel=${encodeURIComponent(place.channel)}&before=${first}`).catch(complain)
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
    type: "button", "data-id": one.id, className: unread.has(one.id) ? "unread" : "", "aria-current": one.id === place.channel && !place.page && "page",
    onclick: () => go(one.id),
  }, el("span", { className: "sign", "aria-hidden": "true" }, one.moderators ? "◆" : "#"), el("span", { className: "name" }, one.id),
  unread.has(one.id) && el("span", { className: "news", role: "img", "aria-label": say("new-messages") }))))
  $("channels").replaceChildren(...list)
  if (held) [...$("channels").querySelectorAll("button")].find((one) => one.dataset.id === held)?.focus()
  const { channel, page } = place
  const here = channels.find((one) => one.id === channel)
  $("title").textContent = page ? say("moderation") : `# ${channel}`
  $("topic").textContent = page ? say("moderation-topic") : knows(`topic-${channel}`) ? say(`topic-${channel}`) : here?.topic ?? ""
}

$("new-channel").addEventListener("submit", async (event) => {
  event.preventDefault()
  const field = $("channel-name")
  try {
    const made = await ask("/api/channels", { name: field.value })
    field.value = ""
    if (!channels.some((one) => one.id === made.id)) channels.push({ id: made.id }) // the news of it may come later
    go(made.id)
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
  if (!messages.length) rows.push(welcome(place.channel, examples, (example) => box.submit(`/imagine ${example}`)))
  // Only what is not in its place is moved: a moved element would lose its focus and play its entrance again.
  const wanted = new Set(rows)
  for (const child of [...log.children]) if (!wanted.has(child)) child.remove()
  rows.forEach((row, i) => { if (log.children[i] !== row) log.insertBefore(row, log.children[i] ?? null) })
  if (held && !log.contains(document.activeElement)) log.focus() // what had the keyboard is gone
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
    if (!message.mine || place.page || message.channel !== place.channel) return // "Post here" is meant for where it was picked
    side.show(message)
    if (side.tile()) visit({ tile: side.tile() })
    return
  }
  if (message.channel !== place.channel) {
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
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog")) {
    if (side.open()) acts.close()
    else drawer(false)
  }
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || place.page || document.querySelector("dialog")) return
  if (side.open() && $("panel").contains(at) && side.pick(Number(event.key))) return
  const held = views.get(at.closest?.(".message")?.dataset.id)
  const newest = [...views.values()].sort((a, b) => b.message.at - a.message.at).find((view) => view.pickable)
  const view = held?.pickable ? held : newest
  if (view) { event.preventDefault(); view.pick(Number(event.key)) }
})

// --- the frame -------------------------------------------------------------------------------------------------------

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
    is(frame.me)
    channels = frame.channels
    examples = frame.examples
    if (frame.commands) box.knows(frame.commands)
    if (!channels.some((one) => one.id === place.channel)) visit({ channel: "general", page: "", tile: "" }, { instead: true })
    $("moderate").hidden = !me.moderator
    if (place.page && !me.moderator) visit({ page: "" }, { instead: true })
    if (!greeted) follow({ ...place, ...address.read(), channel: place.channel })
    if (!greeted) address.write(place, { instead: true })
    showChannels()
    box.here(place.channel)
    $("trouble").hidden = true
    if (!frame.fresh) return
    load().then(() => { if (!greeted && matchMedia("(hover: hover)").matches) $("prompt").focus(); greeted = true })
    if (!$("unsent").hidden && $("prompt").value) warn(say("connected-again"), { wrong: false })
  }
}, (_, why) => {
  $("trouble").textContent = say("trying-again", { why })
  $("trouble").hidden = false
})
