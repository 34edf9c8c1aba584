import type { FastifyInstance } from 'fastify'
import type { Schedule } from '../jobs/schedule'
import { Availabilities } from './availabilities'
import type { Bus } from './bus'
import type { RealtimeContext } from './context'
import { FanOut } from './fan-out'
import { beat } from './heartbeat'
import { judgeByEvents, judgePresence, judgeSockets } from './judge'
import { topicOf, type VisitorPeer } from './peer'
import { Rate } from './rate'
import { socketRoutes } from './socket'
import { Sockets } from './sockets'

export interface Realtime {
  /** The sockets' routes, inside a scope that knows who is signed in. */
  routes(app: FastifyInstance): void
  /** Lost and due sockets, once. */
  beat(): Promise<void>
  /** Presence, sessions, sites and what the panels were told, once. */
  judge(): Promise<void>
  /** How many sockets are open, by kind. */
  counts(): { readonly visitor: number; readonly agent: number }
  /** Settles when everything that was heard so far has been told. */
  settled(): Promise<void>
  /** Cuts whatever is still open. */
  cut(): void
  /** Hears no more frames, lets those that were heard finish, says good-bye, and cuts whoever stays. */
  close(): Promise<void>
}

export interface RealtimeOptions
  extends Omit<RealtimeContext, 'sockets' | 'availabilities' | 'sends' | 'begins'> {
  readonly bus: Bus
}

const BEGINS_PER_TEN_SECONDS = 200

/** Everything that goes over sockets. */
export function openRealtime({ bus, ...options }: RealtimeOptions): Realtime {
  const { clock, db, limits, presence, visitors, lane, marks, random, times, figures } = options
  const sockets = new Sockets({
    clock,
    bufferedBytes: limits.bufferedBytes,
    figures,
    onOver: (peer) => {
      // A server that stops is no news of anybody: they are all about to be back.
      if (sockets.isClosing) return
      if (peer.kind === 'agent') void presence.agentDisconnected(peer.agentId)
      else visitorGone(peer)
    },
  })
  const availabilities = new Availabilities({
    db,
    clock,
    tellAll(storeId, text, but) {
      for (const peer of sockets.hub.members(topicOf.store(storeId))) {
        const isTold = peer.kind === 'visitor' && peer.visitor !== null && but.has(peer.visitor.id)
        if (peer.isWelcomed && !isTold) sockets.sendLatest(peer, text)
      }
    },
    tellOne(visitorId, text) {
      for (const peer of sockets.hub.members(topicOf.visitor(visitorId))) {
        if (peer.isWelcomed) sockets.sendLatest(peer, text)
      }
    },
  })

  function visitorGone({ storeId, visitor }: VisitorPeer): void {
    if (visitor === null || sockets.hub.hasMembers(topicOf.visitor(visitor.id))) return
    visitors.changed(storeId, visitor.id, false)
  }

  const context: RealtimeContext = {
    ...options,
    sockets,
    availabilities,
    sends: new Rate(limits.sendsPerTenSeconds),
    begins: new Rate(BEGINS_PER_TEN_SECONDS),
  }
  const fanOut = new FanOut(context)
  const unsubscribe = bus.subscribe((events) => {
    judgeByEvents(context, events)
    fanOut.hear(events)
  })

  return {
    routes: (app) => socketRoutes(app, context),
    beat: () => beat(context),
    async judge() {
      await judgePresence(context)
      await judgeSockets(context)
      fanOut.lookAtAvailability(new Set(sockets.visitors().map(({ storeId }) => storeId)))
      await fanOut.settled()
    },
    counts: () => sockets.counts(),
    async settled() {
      await Promise.all([...sockets.all()].map(({ work }) => work))
      bus.flush()
      await fanOut.settled()
    },
    cut: () => sockets.cutAll(),
    async close() {
      sockets.isClosing = true
      await Promise.all([...sockets.all()].map(({ work }) => work))
      await lane.drain()
      bus.flush()
      await fanOut.settled()
      unsubscribe()
      await marks.flush()
      await visitors.flush()
      // Every lease at once: who comes back in a moment, here or elsewhere, has lost nothing.
      await presence.end()
      for (const peer of sockets.all()) sockets.end(peer, 'going_away', Math.round(random() * times.returnMs))
      await sockets.gone(times.goodByeMs)
      sockets.cutAll()
    },
  }
}

/** How often the beat looks at all sockets, in milliseconds. */
const BEAT_MS = 250

/** Keeps the sockets' beat and judgement going. */
export function keepRealtime(realtime: Realtime, schedule: Schedule, judgeMs: number): void {
  schedule.every(BEAT_MS, () => realtime.beat())
  schedule.every(judgeMs, () => realtime.judge())
}
