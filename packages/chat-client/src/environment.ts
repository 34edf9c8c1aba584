import type { HelloFrame } from '@shopbell/protocol'

/** What happens to a page. `wake`: the machine slept, or the tab was frozen, and time has jumped. */
export type PageEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow' | 'wake'

export interface TransportHandlers {
  /**
   * The greeting as it is now. A socket says it once, as its first frame; a stateless exchange says it with
   * every request, since it carries the token and where the client stands.
   */
  hello(): HelloFrame
  /** One frame from the server, parsed but not yet believed. */
  heard(frame: unknown): void
  /** The end; nothing follows. `code` is the close code, 1006 where there was none. */
  closed(code: number): void
}

/** A way to exchange frames: a socket, or later one long poll after the other. */
export interface Transport {
  /** A frame said while the way is not open is dropped; whoever needs it says it again after `welcome`. */
  send(frame: object): void
  /** Closes without calling `closed`. */
  close(): void
}

/** Everything the sessions take from the world around them: a browser, or a test's hand-set one. */
export interface Environment {
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** From 0 up to, not including, 1. For spreading, not for secrets. */
  random(): number
  /** Fills the bytes with randomness fit for ids, and returns them. */
  randomBytes(bytes: Uint8Array): Uint8Array
  /** Returns how to cancel it. */
  setTimer(run: () => void, ms: number): () => void
  openTransport(url: string, handlers: TransportHandlers): Transport
  isOnline(): boolean
  isHidden(): boolean
  /** Returns how to stop hearing it. */
  on(event: PageEvent, listener: () => void): () => void
}
