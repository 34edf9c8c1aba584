import type { Queryable } from '@shopbell/database'
import type { AppendLane } from '../conversations/append-lane'
import type { ReadMarks } from '../conversations/read-marks'
import type { VisitorPresence } from '../conversations/visitor-presence'
import type { Clock } from '../foundation/clock'
import type { Durations } from '../foundation/durations'
import type { Transact } from '../foundation/transact'
import type { Presence } from '../routing/presence'
import type { AllowedOrigins } from '../stores/allowed-origins'
import type { Sightings } from '../stores/sightings'
import type { Availabilities } from './availabilities'
import type { RealtimeFigures } from './figures'
import type { Rate } from './rate'
import type { Sockets } from './sockets'

/** How long sockets wait for what, in milliseconds. */
export interface SocketTimes {
  readonly helloMs: number
  readonly pingMinMs: number
  readonly pingMaxMs: number
  readonly lostMs: number
  readonly returnMs: number
  readonly goodByeMs: number
}

/** What one socket may do. Told in `welcome`, but for what follows `framesPerTenSeconds`. */
export interface SocketLimits {
  readonly frameBytes: number
  readonly textLength: number
  readonly pageEntries: number
  readonly openConversations: number
  readonly viewRows: number
  readonly sendsPerTenSeconds: number
  readonly framesPerTenSeconds: number
  readonly socketsPerAddress: number
  readonly bufferedBytes: number
}

/** What the realtime doors work with. */
export interface RealtimeContext {
  readonly db: Queryable
  readonly transact: Transact
  readonly clock: Clock
  readonly lane: AppendLane
  readonly marks: ReadMarks
  readonly presence: Presence
  readonly visitors: VisitorPresence
  readonly sightings: Sightings
  readonly allowedOrigins: AllowedOrigins
  /** Names this database's history. */
  readonly epoch: string
  readonly publicUrl: string | null
  readonly times: SocketTimes
  readonly durations: Durations
  readonly limits: SocketLimits
  /** 0 to 1, for what is to be spread. */
  readonly random: () => number
  readonly report: (error: unknown) => void
  readonly figures: RealtimeFigures
  readonly sockets: Sockets
  readonly availabilities: Availabilities
  /** Messages by sender, and sessions begun by address. */
  readonly sends: Rate
  readonly begins: Rate
}
