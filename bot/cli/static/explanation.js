// Shows one patch at a time: the picture up to it, the words that were looked at, and the chances of codes.

"use strict"

const $ = (id) => document.getElementById(id)
const data = JSON.parse($("data").textContent)
const { edge, codes, patches, words } = data
const PIXELS = 960 // across the picture's canvas
const cell = PIXELS / edge
const calm = matchMedia("(prefers-reduced-motion: reduce)")
const sprite = new Image()
let word = null // the number of the word whose heat map is shown
let playing = 0

function el(tag, props = {}, ...children) {
  const element = Object.assign(document.createElement(tag), props)
  element.append(...children)
  return element
}

function percent(chance) {
  if (chance === 0) return "0 %"
  if (chance < 0.001) return "< 0.1 %"
  if (chance < 1 && chance >= 0.9995) return "> 99.9 %"
  return `${(100 * chance).toFixed(chance < 0.1 || (chance > 0.9 && chance < 1) ? 1 : 0)} %`
}

const rowOf = (patch) => Math.floor(patch / edge)
const columnOf = (patch) => patch % edge
const placeOf = (patch) => `row ${rowOf(patch) + 1}, column ${columnOf(patch) + 1}`

// --- codes as small pictures

const spriteNumber = new Map(codes.map((code, number) => [code, number]))

function paintCode(context, code, x, y, size) {
  const number = spriteNumber.get(code)
  const side = data.thumbnail
  context.drawImage(sprite, (number % data.across) * side, Math.floor(number / data.across) * side, side, side, x, y, size, size)
}

function thumbnail(code) {
  const canvas = el("canvas", { width: 64, height: 64 })
  canvas.setAttribute("aria-hidden", "true")
  paintCode(canvas.getContext("2d"), code, 0, 0, 64)
  return canvas
}

// --- the picture

function paint(now) {
  const context = $("picture").getContext("2d")
  const finished = $("finished")
  context.clearRect(0, 0, PIXELS, PIXELS)
  const shown = word === null ? now + 1 : patches.length
  if (!$("alone").checked && shown === patches.length) context.drawImage(finished, 0, 0, PIXELS, PIXELS)
  else {
    for (let patch = 0; patch < shown; patch++) {
      const x = columnOf(patch) * cell, y = rowOf(patch) * cell
      if ($("alone").checked) paintCode(context, patches[patch].code, x, y, cell)
      else {
        const width = finished.naturalWidth / edge, height = finished.naturalHeight / edge
        context.drawImage(finished, columnOf(patch) * width, rowOf(patch) * height, width, height, x, y, cell, cell)
      }
    }
  }
  if (word !== null) paintHeat(context)
  outline(context, now)
}

// Gray where little attention was, orange where much was, from the least to the most of this word.
function paintHeat(context) {
  const shares = patches.map((patch) => patch.words[word])
  const least = Math.min(...shares), most = Math.max(...shares)
  context.fillStyle = "rgb(40 40 44 / .62)"
  context.fillRect(0, 0, PIXELS, PIXELS)
  shares.forEach((share, patch) => {
    const heat = most > least ? (share - least) / (most - least) : 0
    context.fillStyle = `rgb(255 120 40 / ${0.85 * heat})`
    context.fillRect(columnOf(patch) * cell, rowOf(patch) * cell, cell, cell)
  })
}

function outline(context, patch) {
  const x = columnOf(patch) * cell, y = rowOf(patch) * cell
  for (const [colour, width] of [["#ffffff", 10], ["#16181c", 4]]) {
    context.strokeStyle = colour
    context.lineWidth = width
    context.strokeRect(x + 5, y + 5, cell - 10, cell - 10)
  }
}

// --- the words

const chips = words.map(({ text, mark }, number) => {
  const share = el("small")
  const chip = el("button", { type: "button", className: mark ? "mark" : "", onclick: () => choose(number) }, text, " ", share)
  chip.setAttribute("aria-pressed", "false")
  return { chip, share }
})
$("words").append(...chips.map(({ chip }) => chip))

function choose(number) {
  word = word === number ? null : number
  chips.forEach(({ chip }, other) => chip.setAttribute("aria-pressed", String(other === word)))
  tellHeat()
  paint(Number($("patch").value) - 1)
}

function tellHeat() {
  if (word === null) {
    $("heat").textContent = "Choose a word to see where in the picture it was looked at."
    return
  }
  const shares = patches.map((patch) => patch.words[word])
  const most = Math.max(...shares), least = Math.min(...shares)
  $("heat").textContent = `“${words[word].text}”: most at ${placeOf(shares.indexOf(most))} (${percent(most)}, orange), ` +
    `least at ${placeOf(shares.indexOf(least))} (${percent(least)}, gray). Choose it again to see the picture.`
}

function showWords(patch) {
  // Colours compare the words; the marks for start and end, which often have most, would make all of them pale.
  const most = Math.max(...patch.words.filter((_, number) => !words[number].mark), 1e-9)
  patch.words.forEach((share, number) => {
    const { chip, share: text } = chips[number]
    text.textContent = percent(share)
    chip.style.setProperty("--share", words[number].mark ? 0 : share / most)
  })
}

// --- the chances

function bar(chance) {
  const line = el("i")
  line.style.setProperty("--part", `${100 * chance}%`)
  return el("span", { className: "chance" }, percent(chance), line)
}

function row(code, chances, drawn) {
  const name = el("span", { className: "code" }, thumbnail(code), el("span", {}, String(code), ...(drawn ? [el("strong", { textContent: "picked" })] : [])))
  const head = el("th", { scope: "row" }, name)
  const [without, withWords, asDrawn] = chances
  return el("tr", { className: drawn ? "drawn" : "" }, head, ...[asDrawn, withWords, without].map((chance) => el("td", {}, bar(chance))))
}

function side(title, ranked) {
  const list = ranked.map(([code, chance]) => el("li", { className: "code" }, thumbnail(code), percent(chance)))
  return [el("p", { textContent: title }), el("ol", {}, ...list)]
}

function show() {
  const now = Number($("patch").value) - 1
  const patch = patches[now]
  const where = `Patch ${now + 1} of ${patches.length}: ${placeOf(now)}`
  $("where").textContent = where
  $("patch").setAttribute("aria-valuetext", where)
  $("picture").setAttribute("aria-label", `The picture up to patch ${now + 1} of ${patches.length}`)
  paint(now)
  showWords(patch)
  $("chances").replaceChildren(...patch.likely.map(([code, ...chances]) => row(code, chances, code === patch.code)))
  $("sides").replaceChildren(...side(data.withoutTitle, patch.without), ...side("With the words", patch.with))
}

// --- moving

function stop() {
  clearInterval(playing)
  playing = 0
  $("play").textContent = "Play"
}

function play() {
  if (playing) return stop()
  const last = patches.length
  const patch = $("patch")
  if (Number(patch.value) === last) patch.value = 1
  show()
  $("play").textContent = "Pause"
  // People who asked for less motion get one patch a second; others see the whole picture within twenty seconds.
  const step = calm.matches ? 1000 : Math.max(60, Math.min(350, 20000 / last))
  playing = setInterval(() => {
    patch.value = Number(patch.value) + 1
    show()
    if (Number(patch.value) === last) stop()
  }, step)
}

$("play").addEventListener("click", play)
$("patch").addEventListener("input", () => { stop(); show() })
$("alone").addEventListener("change", show)
$("picture").addEventListener("click", (press) => {
  const box = $("picture").getBoundingClientRect()
  const at = (place, start, size) => Math.max(0, Math.min(edge - 1, Math.floor(((place - start) / size) * edge)))
  stop()
  $("patch").value = at(press.clientY, box.top, box.height) * edge + at(press.clientX, box.left, box.width) + 1
  show()
})
$("picture").width = $("picture").height = PIXELS
tellHeat()
sprite.src = data.sprite
Promise.all([sprite.decode(), $("finished").decode()]).then(show)
