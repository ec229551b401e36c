// Who I am: my name, which can be changed where it stands.

import { $, el, face } from "./dom.js"
import { ask } from "./wire.js"
import { say } from "./words.js"

export function identity(complain) {
  const me = { id: "", name: "", moderator: false }

  function show(editing = false) {
    if (!editing) {
      $("me").replaceChildren(el("button", { type: "button", title: say("change-name"), onclick: () => show(true) }, face(me.name),
        el("span", { className: "who" }, el("strong", {}, me.name), el("small", {}, me.moderator ? say("moderator") : say("change-name")))))
      return
    }
    const field = el("input", { value: me.name, maxLength: 32, "aria-label": say("your-name"), enterKeyHint: "done" })
    const form = el("form", { onsubmit: async (event) => {
      event.preventDefault()
      try {
        await ask("/api/name", { name: field.value })
        show()
      } catch (trouble) {
        complain(trouble)
      }
    } }, face(me.name), field)
    field.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); show() } })
    field.addEventListener("blur", () => setTimeout(() => { if (form.isConnected && field.value === me.name) show() }, 100))
    $("me").replaceChildren(form)
    field.select()
  }

  return { me, is(now) { Object.assign(me, now); show() } }
}
