// The way to the server: requests that say what went wrong in words, and news that come back after every interruption.

import { say } from "./words.js"

export class Trouble extends Error {
  constructor(text, lost = false) {
    super(text)
    this.lost = lost // nobody heard it: the very same may be sent again
  }
}

export async function ask(path, body) {
  let response
  try {
    response = await fetch(path, body === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    })
  } catch {
    throw new Trouble(say("connection-lost"), true)
  }
  if (!response.ok) throw new Trouble((await response.text()) || say("server-answered", { status: response.status }))
  return response.json()
}

// Ids of what we send: if the answer is lost, the same id again is the same message, not another one.
export const delivery = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("")

export function live(heard, connected) {
  let wait = 0.4
  async function open() {
    try {
      await ask("/api/hello", {})
    } catch (trouble) {
      return again(trouble.message)
    }
    const socket = new WebSocket(`ws://${location.host}/api/live`)
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data)
      if (frame.event === "hello") wait = 0.4
      heard(frame)
    }
    socket.onclose = () => again(say("connection-lost"))
  }
  function again(why) {
    connected(false, why)
    setTimeout(open, (wait + Math.random() * 0.3) * 1000)
    wait = Math.min(wait * 1.7, 8)
  }
  open()
}
