import type { ByeCode, HelloFrame } from '@shopbell/protocol'
import type { Happening } from './connection'
import { dueMs, idleConnection, shownConnection, step } from './connection'
import type { Environment, PageEvent, Transport } from './environment'
import type { ConnectionState } from './snapshot'

export interface LinkOptions {
  readonly url: string
  readonly environment: Environment
  hello(): HelloFrame
  heard(frame: unknown): void
  /** The connection may look different now. */
  changed(): void
}

export interface Link {
  state(): ConnectionState
  isOpen(): boolean
  isWanted(): boolean
  want(): void
  /** Closes after `lingerMs`, unless wanted again. */
  leave(lingerMs: number): void
  /** Says hello anew on a new transport. */
  restart(): void
  /** The session has understood a `welcome`. */
  welcomed(): void
  bye(code: ByeCode, retryAfterMs?: number): void
  /** Dropped while the connection is not open. */
  send(frame: object): void
  end(): void
}

const PAGE_EVENTS = [
  'online',
  'offline',
  'visible',
  'hidden',
  'pagehide',
  'pageshow',
  'wake',
] as const satisfies readonly PageEvent[]

/** Carries out what the connection's state machine asks for. */
export function openLink({ url, environment, hello, heard, changed }: LinkOptions): Link {
  let connection = idleConnection(environment.isOnline(), environment.isHidden())
  let transport: Transport | null = null
  /** Tells the frames of the transport in use from late ones of those before it. */
  let generation = 0
  let cancelTimer: (() => void) | null = null
  let deafen: (() => void)[] | null = null

  function happen(happening: Happening): void {
    const [next, effects] = step(connection, happening, environment.now(), environment.random())
    connection = next
    for (const effect of effects) {
      generation += 1
      transport?.close()
      transport = effect === 'open' ? openTransport(generation) : null
    }
    cancelTimer?.()
    const due = dueMs(connection)
    cancelTimer =
      due === null
        ? null
        : environment.setTimer(() => happen({ kind: 'time' }), Math.max(0, due - environment.now()))
    if (happening.kind !== 'heard') changed()
  }

  function openTransport(mine: number): Transport {
    return environment.openTransport(url, {
      hello,
      heard(frame) {
        if (mine !== generation) return
        happen({ kind: 'heard' })
        heard(frame)
      },
      closed(code) {
        if (mine === generation) happen({ kind: 'closed', code })
      },
    })
  }

  return {
    state: () => shownConnection(connection),
    isOpen: () => connection.phase.kind === 'open',
    isWanted: () => connection.wanted,
    want() {
      deafen ??= PAGE_EVENTS.map((kind) => environment.on(kind, () => happen({ kind })))
      happen({ kind: 'wanted' })
    },
    leave: (lingerMs) => happen({ kind: 'unwanted', lingerMs }),
    restart: () => happen({ kind: 'restart' }),
    welcomed: () => happen({ kind: 'welcomed' }),
    bye: (code, retryAfterMs) =>
      happen({ kind: 'bye', code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
    send(frame) {
      if (connection.phase.kind === 'open') transport?.send(frame)
    },
    end() {
      happen({ kind: 'unwanted', lingerMs: 0 })
      for (const stop of deafen ?? []) stop()
      deafen = null
    },
  }
}
