import type { HelloFrame } from '@shopbell/protocol'
import { openAlarm } from './alarm'
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
  happen(happening: Happening): void
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
  const alarm = openAlarm(environment, () => happen({ kind: 'time' }))
  let deafen: (() => void)[] = []

  function happen(happening: Happening): void {
    if (happening.kind === 'wanted' && deafen.length === 0)
      deafen = PAGE_EVENTS.map((kind) => environment.on(kind, () => happen({ kind })))
    const before = connection
    connection = step(before, happening, environment.now(), environment.random())
    const { phase } = connection
    // An opening that is another one than before needs a new transport, and what has none gives it up.
    const opens = phase.kind === 'opening' && phase !== before.phase
    if (opens || (phase.kind !== 'opening' && phase.kind !== 'open')) {
      generation += 1
      transport?.close()
      transport = opens ? openTransport(generation) : null
    }
    alarm.set(dueMs(connection))
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
    happen,
    send(frame) {
      if (connection.phase.kind === 'open') transport?.send(frame)
    },
    end() {
      happen({ kind: 'unwanted', lingerMs: 0 })
      for (const stop of deafen) stop()
      deafen = []
    },
  }
}
