// The form that a button opens. Resolves with the value of each field, or null where its reader thinks better of it.

import { el } from "./dom.js"
import { say } from "./words.js"

export function filled({ title, fields }) {
  return new Promise((resolve) => {
    const inputs = new Map(fields.map((field) => [field.name, input(field)]))
    const values = () => Object.fromEntries([...inputs].map(([name, one]) => [name, one.value]))
    const rows = fields.map(({ name, label, hint }) => el("label", {}, el("span", {}, label), inputs.get(name), hint && el("small", {}, hint)))
    const dialog = el("dialog", {
      className: "form", "aria-label": title,
      onclose: () => { dialog.remove(); resolve(dialog.returnValue === "send" ? values() : null) },
    },
      el("form", { method: "dialog" }, el("h2", {}, title), ...rows, el("div", { className: "buttons" },
        el("button", { type: "button", className: "button", onclick: () => dialog.close() }, say("form-close")),
        el("button", { className: "button primary", value: "send" }, title))))
    document.body.append(dialog)
    dialog.showModal()
    const first = inputs.values().next().value
    first?.focus()
    first?.select?.()
  })
}

function input({ value, longest, lines, choices }) {
  if (choices) return el("select", {}, ...choices.map((one) => el("option", { value: one.value, selected: one.value === value }, one.label)))
  if (lines) return el("textarea", { value, maxLength: longest, rows: 2 })
  return el("input", { type: "text", value, maxLength: longest, autocomplete: "off" })
}
