// What a channel without messages shows: what can be done here, and prompts that the loaded model draws well.

import { el } from "./dom.js"
import { say } from "./words.js"

export function welcome(channel, examples, draw) {
  const colours = ["#f2b544", "#e8793a", "#d2502e", "#e8793a", "#c2410c", "#9c3a6b", "#3f7f8c", "#5b6fb5", "#6d4b9a"]
  return el("div", { className: "welcome" },
    el("div", { className: "nine", "aria-hidden": "true" }, ...colours.map((colour, i) => el("i", { style: { background: colour, "--i": i } }))),
    el("h2", {}, channel === "general" ? say("welcome") : say("welcome-channel", { channel })),
    el("p", {}, say("welcome-how")),
    el("ul", { "aria-label": say("examples") }, ...examples.map((example) => el("li", {}, el("button", {
      type: "button", className: "example", onclick: () => draw(example),
    }, el("span", {}, "/imagine "), example)))))
}
