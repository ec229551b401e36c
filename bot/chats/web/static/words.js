// The page's own words, in its reader's language: the server has put them into the page.

const { locale, words } = JSON.parse(document.getElementById("words").textContent)

export { locale } // how this reader writes numbers and dates
export const lang = document.documentElement.lang // of these words

// The message called `name`; its {facts} are plain text.
export function say(name, facts = {}) {
  return inParts(name, facts).join("")
}

// The same as a list, in which a fact may be an element.
export function inParts(name, facts) {
  return words[name].split(/(\{\w+\})/).map((part) => (part.startsWith("{") ? facts[part.slice(1, -1)] ?? part : part))
}

export const knows = (name) => name in words
