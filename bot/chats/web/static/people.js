// The people of the page, for moderators: one line each, which opens to what can be done about them.

import { sure } from "./confirmation.js"
import { el, face, time, toggle } from "./dom.js"
import { inParts, say } from "./words.js"

// act(values, keep): does it and reads the page anew, unless `keep`; resolves to the answer or null.
// why(reply): an answer is shown.
export function people({ act, why }) {
  const open = new Set() // ids: they stay open while the page is read anew
  let sought = ""

  function rows(everybody) {
    const list = el("ul", { className: "people" })
    const nobody = el("p", { className: "empty", hidden: true }, say("nobody-found"))
    const field = el("input", { type: "search", id: "find-people", className: "find", value: sought, placeholder: say("find-people"), "aria-label": say("find-people"), autocomplete: "off", oninput: () => find() })
    list.append(...everybody.map(row))
    function find() {
      sought = field.value
      const words = sought.toLocaleLowerCase()
      for (const [i, one] of everybody.entries()) list.children[i].hidden = !one.name.toLocaleLowerCase().includes(words)
      nobody.hidden = [...list.children].some((one) => !one.hidden)
      list.hidden = !nobody.hidden
    }
    find()
    return [el("h2", {}, say("people")), el("p", { className: "lead" }, say("people-lead")), field, list, nobody]
  }

  function row(person) {
    const details = el("details", { open: open.has(person.id), ontoggle: () => {
      if (details.open) { open.add(person.id); fill() } else open.delete(person.id)
    } }, el("summary", {}, face(person.name, false, true), el("b", {}, person.name),
      person.moderator && el("span", { className: "pill on" }, say("moderator")),
      person.until && el("span", { className: "pill" }, ...inParts("timed-out", { time: time(person.until) }))))
    const fill = () => { if (details.childElementCount === 1) details.append(...actions(person)) }
    if (details.open) fill()
    return el("li", {}, details)
  }

  function actions(person) {
    const user = person.id
    const button = (name, whose, act, more = {}) => el("button", { type: "button", className: "button", "aria-label": whose, onclick: act, ...more }, name)
    const grids = el("input", { type: "number", min: 1, max: 100, value: 3, "aria-label": say("grids-of", person) })
    const minutes = el("input", { type: "number", min: 1, max: 100000, value: 30, "aria-label": say("minutes-of", person) })
    const answer = el("pre", { className: "why", hidden: true, tabIndex: 0 })
    return [el("div", { className: "person" },
      toggle(say("moderator"), person.moderator, (on) => act({ do: "moderator", user, on }), say("moderator-of", person)),
      el("div", { className: "pair" }, grids, el("span", {}, say("grids")), button(say("grant"), say("grant-to", person), () => act({ do: "grant", user, grids: Number(grids.value) }))),
      person.until
        ? button(say("lift"), say("lift-of", person), () => act({ do: "timeout", user, minutes: 0 }), { id: `rest-${user}` })
        : el("div", { className: "pair" }, minutes, el("span", {}, say("minutes")),
          button(say("time-out"), say("time-out-of", person), () => act({ do: "timeout", user, minutes: Number(minutes.value) }), { id: `rest-${user}` })),
      button(say("why"), say("why-of", person), async () => {
        const reply = await act({ do: "why", user, channel: "general" }, true)
        if (reply) { answer.textContent = reply.text; answer.lang = reply.lang; answer.hidden = false; why(reply) }
      }),
      button(say("cancel-all"), say("cancel-all-of", person), () => act({ do: "cancel-all", user })),
      button(say("remove"), say("remove-of", person), async () => {
        if (await sure(say("remove-sure", person), say("remove"))) act({ do: "remove", user })
      }, { className: "button danger" })), answer]
  }

  return { rows }
}
