// One message on the page. It changes in place: what stays the same keeps its element, so nothing flickers or jumps.

import { sure } from "./confirmation.js"
import { el, face, icon, time } from "./dom.js"
import { shown } from "./pictures.js"
import { inParts, knows, lang, say } from "./words.js"

const PICKED = "nonet-picked" // in this browser: its reader knows that pictures can be picked

export const onlyYou = () => el("span", { className: "only-you" }, icon("eye"), say("only-you"))

export class MessageView {
  constructor(message, acts) {
    this.acts = acts // press(message, press, label), draw(message), dismiss(message)
    this.element = el("article", { className: "message", tabIndex: -1 })
    this.update(message)
  }

  update(message) {
    const before = this.message
    this.message = message
    const held = this.element.contains(document.activeElement) ? document.activeElement : null
    this.element.dataset.id = message.id
    if (!before || message.kind !== before.kind || message.by !== before.by || message.private !== before.private) this._build()
    if (message.kind === "said") this.text.textContent = message.text
    else this._reply()
    if (held) this._hold(held)
  }

  // What had the keyboard keeps it, or its namesake among what is new, or this message: never the page's start.
  _hold(held) {
    if (this.element.contains(document.activeElement)) return
    const same = [...this.element.querySelectorAll("[data-press]")].find((one) => one.dataset.press === held.dataset.press)
    if (this.element.contains(held)) held.focus()
    else (same ?? this.element).focus()
  }

  _build() {
    const { message, element } = this
    this.by = message.by || say("someone-who-left")
    element.classList.toggle("private", message.private)
    const head = el("div", { className: "head" }, el("strong", {}, this.by),
      message.bot && el("span", { className: "badge" }, say("bot")), time(message.at))
    // The page speaks its reader's language, the bot its asker's; what people write may be in any.
    this.text = el("div", { className: "text", lang: "" })
    if (message.kind === "said") {
      // Who wanted pictures and forgot the slash is one press away from them.
      const draw = message.mine && el("button", { type: "button", className: "draw-this", "aria-label": say("draw-this-message", { text: message.text }), onclick: () => this.acts.draw(this.message) }, say("draw-this"))
      this.body = el("div", { className: "body" }, head, el("div", { className: "said" }, this.text, draw))
    } else {
      // A job's own text begins with what was asked; saying it twice would be noise.
      const words = message.pressed ? say("pressed", { button: message.pressed }) : message.job ? (message.said ?? "").split(" ")[0] : message.said ?? ""
      const asked = el("div", { className: "asked" }, face(message.asked_by, false, true), el("b", {}, message.asked_by),
        el("span", { className: "words", title: words }, words))
      this.footer = el("div", { className: "footer" })
      this.buttons = el("div", { className: "buttons" })
      this.files = el("div", { className: "files" })
      this.place = el("div", { lang: message.lang ?? "" })
      this.text.removeAttribute("lang")
      this.body = el("div", { className: "body" }, head, message.asked_by && words && asked, this.place)
      this.stage = null
      this.layout = ""
      this.shownButtons = this.shownFiles = ""
    }
    element.replaceChildren(face(this.by, message.bot), this.body)
    element.setAttribute("aria-label", [this.by, message.private && say("only-you")].filter(Boolean).join(", "))
  }

  _reply() {
    const { message } = this
    const picture = message.picture
    const running = message.state === "waiting" || message.state === "drawing"
    const layout = message.sheet?.length ? "sheet" : running || message.tiles || (picture && message.state === "drawn") ? "card" : "note"
    if (layout !== this.layout) this._lay(layout)
    this.text.textContent = message.text
    this.text.hidden = !message.text
    this.footer.textContent = message.footer
    this.footer.hidden = !message.footer
    if (layout === "card") this._stage(running)
    else if (layout === "sheet") this._sheet()
    else this._note(picture)
    this._buttons()
  }

  _lay(layout) {
    this.layout = layout
    this.wanted = ""
    if (layout === "sheet") {
      this.shownSheet = ""
      this.sheet = el("div", { className: "sheet" })
      this.place.replaceChildren(this.text, this.sheet, this.footer, this.buttons, ...this._row())
    } else if (layout === "card") {
      this.image = null
      this.stage = el("div", { className: "stage" }, el("div", { className: "empty-tiles", "aria-hidden": "true" }, ...Array.from({ length: 9 }, () => el("i"))))
      this.moving = el("div", { className: "moving", "aria-hidden": "true" })
      this.tiles = null
      this.gone = el("p", { className: "gone", lang, hidden: true }, say("picture-gone"))
      this.stage.append(this.gone)
      this.place.replaceChildren(el("div", { className: "card" }, this.stage, this.moving, this.text, this.footer, this.buttons), ...this._row())
    } else {
      this.single = el("img", { className: "single" })
      this.gone = el("p", { className: "gone", lang, hidden: true }, say("picture-gone"))
      this.frame = el("div", { className: "frame", hidden: true }, this.single, this.gone)
      this.album = el("div", { className: "album" })
      this.shownAlbum = ""
      this.place.replaceChildren(this.text, this.frame, this.album, this.footer, this.files, this.buttons, ...this._row())
    }
  }

  _row() {
    if (!this.message.private) return []
    const dismiss = el("button", { type: "button", className: "dismiss", onclick: () => this.acts.dismiss(this.message) }, say("dismiss"))
    return [el("div", { className: "private-row", lang }, onlyYou(), dismiss)]
  }

  // A picture that is gone for good.
  _lost() {
    this.gone.hidden = false
    this._cover(this.gone.parentElement)
    this.stage?.classList.add("still")
    this.image?.remove()
    this.tiles?.remove()
    this.tiles = null
  }

  // A spoiler is covered until its reader asks for it.
  _cover(frame) {
    const sealed = Boolean(this.message.picture?.spoiler && !this.unsealed && this.gone.hidden)
    frame.classList.toggle("sealed", sealed)
    if (!sealed) this.seal?.remove()
    else if (this.seal?.parentElement !== frame) {
      this.seal = el("button", { type: "button", className: "seal", lang, onclick: () => this._uncover() }, el("span", {}, say("spoiler")))
      frame.append(this.seal)
    }
    return sealed
  }

  _uncover() {
    this.unsealed = true
    this.update(this.message)
    this.tiles?.children[0].focus()
  }

  _stage(running) {
    const { message, stage } = this
    const picture = message.picture
    this.moving.hidden = !running
    stage.classList.toggle("still", !running)
    if (picture && picture.src !== this.wanted) {
      this.wanted = picture.src
      const image = el("img", { alt: running ? "" : picture.alt, draggable: false })
      if (!running || !this.image) image.classList.add("new")
      // It takes the old one's place only when it can be painted, so the place is never blank.
      const wanted = () => this.wanted === picture.src && this.message.picture?.src === picture.src
      shown(image, picture.src, wanted).then((there) => {
        if (!wanted()) return
        if (!there) { if (!running) this._lost(); return } // the next preview is on its way
        this.image?.remove()
        this.image = image
        this.gone.hidden = true
        stage.querySelector(".empty-tiles").after(image)
      })
    }
    const tiles = this._cover(stage) || !this.gone.hidden ? 0 : message.tiles
    if (tiles && !this.tiles) this._tiles(tiles)
    else if (!tiles && this.tiles) { this.tiles.remove(); this.tiles = null }
  }

  _tiles(count) {
    const prompt = this.message.picture?.alt ?? ""
    this.tiles = el("div", { className: "tiles", role: "group", lang, "aria-label": say("tiles") })
    for (let tile = 1; tile <= count; tile++) {
      this.tiles.append(el("button", {
        type: "button", title: say("pick", { tile }), tabIndex: tile === 1 ? 0 : -1,
        "aria-label": `${say("pick-picture", { tile })}${tile === 1 && prompt ? `. ${prompt}` : ""}`, onclick: () => this.pick(tile),
      }))
    }
    this.tiles.addEventListener("keydown", (event) => {
      const at = [...this.tiles.children].indexOf(document.activeElement)
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 3, ArrowUp: -3 }[event.key]
      if (step === undefined || !this.tiles.children[at + step]) return
      event.preventDefault()
      this.tiles.children[at].tabIndex = -1
      this.tiles.children[at + step].tabIndex = 0
      this.tiles.children[at + step].focus()
    })
    this.stage.append(this.tiles)
    if (!localStorage.getItem(PICKED)) this.stage.after(el("p", { className: "pick-hint", lang }, ...inParts("tiles-hint", { keys: el("kbd", {}, "1–9") })))
  }

  get pickable() { return Boolean(this.message.tiles && this.layout === "card" && this.gone.hidden) }

  // By its number; a spoiler is uncovered first.
  pick(tile) {
    if (this.seal?.isConnected) { this._uncover(); return }
    localStorage.setItem(PICKED, "yes")
    for (const hint of document.querySelectorAll(".pick-hint")) hint.remove()
    const button = this.tiles?.children[tile - 1]
    if (!button) return
    for (const one of this.tiles.children) one.setAttribute("aria-pressed", String(one === button))
    this.acts.press(this.message, `pick:${this.message.job}:${tile}`, say("pick", { tile }))
  }

  // Small pictures, each a button that opens it.
  _sheet() {
    const { message } = this
    const sheet = JSON.stringify(message.sheet)
    if (sheet === this.shownSheet) return
    this.shownSheet = sheet
    this.sheet.replaceChildren(...message.sheet.map((one) => {
      const image = el("img", { alt: "", className: one.spoiler ? "covered" : "", draggable: false })
      const about = [one.id, one.favourite && say("a-favourite"), one.words].filter(Boolean).join(", ")
      const button = el("button", { type: "button", title: one.words, "aria-label": about, onclick: () => this.acts.press(message, one.press, one.id) },
        el("span", { className: "thumbnail" }, one.lost ? el("i", {}, say("other-model")) : image),
        el("b", {}, !one.id.includes("-") && el("span", { className: "nine", "aria-hidden": "true" }, "▦ "), one.id, one.favourite && el("span", { className: "star" }, "★")), el("span", { className: "words" }, one.words))
      button.dataset.press = one.press
      if (!one.lost) shown(image, one.src, () => this.shownSheet === sheet)
      return button
    }))
  }

  // All tiles of a grid in their own sizes, each a button that picks it. A spoiler is uncovered first.
  _album() {
    const { message } = this
    const album = JSON.stringify([message.album ?? [], this.unsealed])
    if (album === this.shownAlbum) return
    this.shownAlbum = album
    this.album.hidden = !message.album?.length
    this.album.replaceChildren(...(message.album ?? []).map((one, i) => {
      const sealed = one.spoiler && !this.unsealed
      const image = el("img", { alt: sealed ? say("spoiler") : one.alt, className: sealed ? "covered" : "", width: one.width, height: one.height })
      const act = () => sealed ? this._uncover() : this.acts.press(message, `pick:${message.job}:${i + 1}`, say("pick", { tile: i + 1 }))
      const button = el("button", { type: "button", title: say("pick", { tile: i + 1 }), onclick: act }, image)
      button.dataset.press = `pick:${message.job}:${i + 1}`
      shown(image, one.src, () => this.shownAlbum === album)
      return button
    }))
  }

  _note(picture) {
    this._album()
    this.frame.hidden = !picture
    this._cover(this.frame)
    if (picture && this.wanted !== picture.src) {
      this.wanted = picture.src
      const wanted = () => this.wanted === picture.src && this.message.picture?.src === picture.src
      shown(this.single, picture.src, wanted).then((there) => { if (!there && wanted()) this._lost() })
      this.single.alt = picture.alt
      this.single.className = picture.width === picture.height ? "single" : "chart"
      this.single.width = picture.width
      this.single.height = picture.height
    }
    const files = JSON.stringify(this.message.files)
    if (files !== this.shownFiles) {
      this.shownFiles = files
      this.files.replaceChildren(...this.message.files.map((file) => file.mime.startsWith("image/") && !file.spoiler
        ? el("a", { href: file.src, download: file.name }, el("img", { className: "chart", src: file.src, alt: file.alt || file.name }))
        : el("a", { className: "button", href: file.src, download: file.name }, icon("save"), file.name)))
    }
  }

  _buttons() {
    const { message } = this
    const wanted = JSON.stringify([message.buttons, message.report, message.picture?.src, message.state])
    if (wanted === this.shownButtons) return
    this.shownButtons = wanted
    this.buttons.replaceChildren(...message.buttons.map((button) => {
      const word = message.job && `press-${button.press.split(":")[0]}` // a job's message is in its asker's language, these are ours
      const shown = word && knows(word) ? { ...button, label: say(word), lang } : button
      return actButton(shown, () => this.acts.press(message, button.press, shown.label), message.job)
    }))
    const { picture } = message
    if (picture && message.state === "drawn" && message.job) {
      this.buttons.append(el("a", { className: "button", href: picture.src, download: `${picture.name}.png`, lang, "aria-label": say("save-file", { name: picture.name }) }, icon("save"), say("save")))
    }
    if (message.report) { // the bot gives it to everybody else than whose picture it is
      const label = say("press-report-picture")
      this.buttons.append(actButton({ label, press: message.report, style: "plain", lang }, () => this.acts.press(message, message.report, label), message.job))
    }
  }
}

// `about` is the grid: every message has a "Redo", and who hears their names alone has to know which.
export function actButton({ label, press, style, lang }, act, about = "") {
  const named = about && !label.includes(about) && `${label} ${about}`
  const button = el("button", { type: "button", className: `button ${style}`, lang, "aria-label": named || null }, label)
  button.dataset.press = press
  button.addEventListener("click", async () => {
    if (button.ariaDisabled || (press.startsWith("delete:") && !await sure(say("delete-sure"), say("press-delete")))) return
    button.ariaDisabled = "true" // a double click is one press; really disabled, it would lose the keyboard
    try { await act() } finally { setTimeout(() => { button.ariaDisabled = null }, 600) }
  })
  return button
}
