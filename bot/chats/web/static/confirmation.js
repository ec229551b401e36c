// Asks before something that cannot be undone. The keyboard returns to where it was.

import { el } from "./dom.js"
import { say } from "./words.js"

export function sure(question, yes) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { className: "sure", onclose: () => { dialog.remove(); resolve(dialog.returnValue === "yes") } },
      el("form", { method: "dialog" }, el("p", {}, question), el("div", { className: "buttons" },
        el("button", { className: "button", value: "no", autofocus: true }, say("keep")),
        el("button", { className: "button danger", value: "yes" }, yes))))
    document.body.append(dialog)
    dialog.showModal()
  })
}
