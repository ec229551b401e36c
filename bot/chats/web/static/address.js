// What is shown, as the address says it: #general, #general/moderation/people, or a tile over its channel,
// #general/k7f3q-5. Each is an entry of the browser's history, so that Back and Forward work.

const TILE = /^[a-z0-9]{4,16}-[1-9]$/

export function read() {
  let text = ""
  try { text = decodeURIComponent(location.hash.slice(1)) } catch { /* what somebody typed may be no address */ }
  const [channel, view = "", page = ""] = text.split("/")
  return { channel, page: view === "moderation" ? page || "settings" : "", tile: TILE.test(view) ? view : "" }
}

const written = ({ channel, page, tile }) => `#${[channel, page ? `moderation/${page}` : tile].filter(Boolean).join("/")}`

// A tile lies over its channel: what is shown next takes its entry, so that Back never opens it again.
export function write(place, { instead = false } = {}) {
  if (written(place) === written(read())) return
  history[instead || over() ? "replaceState" : "pushState"]({ over: Boolean(place.tile) }, "", written(place))
}

const over = () => Boolean(history.state?.over)

// Closes a tile: goes back to where it was opened; false if that was not on this page.
export function back() {
  if (over()) history.back()
  return over()
}
