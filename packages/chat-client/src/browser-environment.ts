import { parsed } from './check'
import type { Environment, PageEvent, Transport, TransportHandlers } from './environment'

/** A timer that is late by this much says that the machine slept, or that the tab was frozen. */
const WAKE_MS = 30_000
const WATCH_MS = 10_000
/** The close code of a connection that ended without one. */
const ABNORMAL = 1006

/** The browser as the sessions see it. Hears nothing and starts nothing before it is asked to. */
export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    randomBytes(bytes) {
      bytes.set(crypto.getRandomValues(new Uint8Array(bytes.length)))
      return bytes
    },
    setTimer(run, ms) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    openTransport: openSocket,
    isOnline: () => navigator.onLine,
    isHidden: () => document.hidden,
    on: (event, listener) => {
      switch (event) {
        case 'visible':
        case 'hidden':
          return hear(document, 'visibilitychange', () => {
            if (document.visibilityState === event) listener()
          })
        case 'wake':
          return onWake(listener)
        default:
          return hear(window, event satisfies Exclude<PageEvent, 'visible' | 'hidden' | 'wake'>, listener)
      }
    },
  }
}

function hear(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener)
  return () => target.removeEventListener(event, listener)
}

function onWake(listener: () => void): () => void {
  let lastMs = Date.now()
  const timer = setInterval(() => {
    const nowMs = Date.now()
    if (nowMs - lastMs > WAKE_MS) listener()
    lastMs = nowMs
  }, WATCH_MS)
  return () => clearInterval(timer)
}

function openSocket(url: string, { hello, heard, closed }: TransportHandlers): Transport {
  let socket: WebSocket
  try {
    socket = new WebSocket(url)
  } catch {
    // The page's own policy may forbid it. That is told later, as every other end is.
    const timer = setTimeout(() => closed(ABNORMAL))
    return { send() {}, close: () => clearTimeout(timer) }
  }
  const send = (frame: object) => {
    socket.send(JSON.stringify(frame))
  }
  socket.onopen = () => send(hello())
  socket.onmessage = ({ data }) => heard(parsed(data))
  socket.onclose = ({ code }) => closed(code)
  return {
    send,
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}
