// Pictures on their way. A browser sends a server few requests at a time, and an old picture is drawn again for each: a
// long history must not delay what somebody types. So a few pictures load at once, and the newest go first.

const AT_ONCE = 3
const MOST_SECONDS = 30 // between two tries
const queue = []
let underway = 0

// Resolves to true when `image` can be painted, to false when the picture is gone for good or no longer `wanted`. A
// server that is busy or stops, or a lost connection, is asked again.
export async function shown(image, src, wanted = () => true) {
  for (let tries = 0; wanted(); tries++) {
    if (await loaded(image, src)) return true
    const answer = await fetch(src, { method: "HEAD" }).catch(() => null)
    if (answer?.status === 404) return false
    const seconds = Number(answer?.headers.get("Retry-After")) || 2 ** tries
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds, MOST_SECONDS) * 1000))
    image.removeAttribute("src")
  }
  return false
}

function loaded(image, src) {
  return new Promise((resolve) => {
    queue.push({ image, src, resolve })
    queueMicrotask(next) // so that a whole page of messages is here before the first is chosen
  })
}

function next() {
  while (underway < AT_ONCE && queue.length) {
    const { image, src, resolve } = queue.pop()
    underway += 1
    image.src = src
    image.decode().then(() => resolve(true), () => resolve(false)).finally(() => { underway -= 1; next() })
  }
}
