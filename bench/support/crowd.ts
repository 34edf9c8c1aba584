import {
  agentOf,
  agentToken,
  CONVERSATIONS_PER_AGENT,
  conversationId,
  SITE,
  STORE,
  visitorToken,
} from './cast'
import { cpuMsOf, cpuMsOfFamily, cpuMsOfMachine } from './cpu'
import type { Ask, Reach, Rush, Stall, Stream } from './crowd-process'
import { type FrameSocket, openFrameSocket } from './frame-socket'

// The clients' process: it talks to a contender in both ways, and reads the CPU of both servers at the very
// beginning and end of what it measures.

/** The other side hears what this one sends. */
type Side = 'visitor' | 'agent'

interface Sent {
  readonly n: number
  readonly by: Side
  readonly atMs: number
  isHeard: boolean
}

const TEXT = 'Do you have the harbour coat in green, and does it come before Friday?'
const OUTSTANDING_EACH_SIDE = 2
const CONNECTING_AT_ONCE = 50
const CLIENT_ID = Buffer.from('"clientId":"')
const NOT_OURS = -1
const STALL_MS = 100
const SUSPICIOUS_MS = 40
const LOOK_MS = 10
const PATIENCE_MS = 20_000

const visitors: FrameSocket[] = []
const agents: FrameSocket[] = []
const sent = new Map<number, Sent>()
let count = 0
let onAck: (message: Sent) => void = () => {}
let onHeard: (message: Sent) => void = () => {}
let listensForEntries = false
let pids = { server: 0, postgres: 0 }

process.on('message', async (ask: Ask) => {
  try {
    process.send?.({ answer: await carryOut(ask) })
  } catch (error) {
    fail(error)
  }
})
process.on('disconnect', () => process.exit(0))

function carryOut(ask: Ask): Promise<unknown> {
  switch (ask.kind) {
    case 'connect':
      return connectAll(ask)
    case 'saturate':
      return saturate(ask)
    case 'pace':
      return pace(ask)
    default:
      throw new Error('the clients were asked what they do not know')
  }
}

function fail(error: unknown): never {
  console.error(error)
  process.exit(1)
}

async function connectAll({ conversations, pids: theirs, ...where }: Reach): Promise<void> {
  pids = theirs
  const all = Array.from({ length: conversations }, (_, n) => n)
  await inGroups(all, CONNECTING_AT_ONCE, async (n) => {
    const socket = await openFrameSocket({
      ...where,
      path: `/v1/stores/${STORE}/socket`,
      headers: { origin: SITE },
      hear: (frame, type) => hear(frame, type, 'visitor'),
    })
    visitors[n] = socket
    await socket.asks({ type: 'hello', versions: [1], token: visitorToken(n), resume: [] }, 'welcome')
  })
  await inGroups([...new Set(all.map(agentOf))], CONNECTING_AT_ONCE, async (agent) => {
    const socket = await openFrameSocket({
      ...where,
      path: '/v1/console/socket',
      headers: { origin: `http://localhost:${where.port}`, cookie: `shopbell_session=${agentToken(agent)}` },
      hear: (frame, type) => hear(frame, type, 'agent'),
    })
    agents[agent] = socket
    await socket.asks({ type: 'hello', versions: [1], token: null, resume: [] }, 'welcome')
    const first = agent * CONVERSATIONS_PER_AGENT
    for (const n of all.slice(first, first + CONVERSATIONS_PER_AGENT)) {
      await socket.asks({ type: 'conversation.open', conversation: conversationId(n) }, 'opened')
    }
  })
}

/** Keeps each conversation busy: two messages of either side are always on their way. */
async function saturate({ warmUpMs, measureMs }: Rush) {
  let messages = 0
  let isOver = false
  const watch = new StallWatch()
  onAck = ({ n, by }) => {
    messages += 1
    watch.acked()
    if (!isOver) send(n, by)
  }
  for (let n = 0; n < visitors.length; n += 1) {
    for (let k = 0; k < OUTSTANDING_EACH_SIDE; k += 1) {
      send(n, 'visitor')
      send(n, 'agent')
    }
  }
  await pause(warmUpMs)
  watch.begin()
  const before = { messages, ...usage() }
  await pause(measureMs)
  const after = { messages, ...usage() }
  watch.end()
  isOver = true
  await allAnswered()
  return {
    messages: after.messages - before.messages,
    allMessages: messages,
    elapsedMs: after.atMs - before.atMs,
    serverCpuMs: after.serverMs - before.serverMs,
    postgresCpuMs: after.postgresMs - before.postgresMs,
    clientCpuMs: after.clientMs - before.clientMs,
    stalls: watch.stalls,
  }
}

/** Sends at a rate, whatever is answered, from either side in turns, over the first conversations. */
async function pace({ warmUpMs, measureMs, perSecond, conversations }: Stream) {
  const ackMs: number[] = []
  const heardMs: number[] = []
  const startMs = performance.now()
  const isMeasured = ({ atMs }: Sent) => atMs >= startMs + warmUpMs
  const watch = new StallWatch()
  onAck = (message) => {
    watch.acked()
    if (isMeasured(message)) ackMs.push(performance.now() - message.atMs)
  }
  onHeard = (message) => {
    if (isMeasured(message)) heardMs.push(performance.now() - message.atMs)
  }
  listensForEntries = true
  watch.begin()
  let made = 0
  while (performance.now() - startMs < warmUpMs + measureMs) {
    const due = Math.floor(((performance.now() - startMs) / 1_000) * perSecond)
    for (; made < due; made += 1) {
      const turn = Math.floor(made / conversations)
      send(made % conversations, turn % 2 === 0 ? 'visitor' : 'agent')
    }
    await pause(1)
  }
  watch.end()
  await allAnswered()
  listensForEntries = false
  return { ackMs, heardMs, stalls: watch.stalls }
}

function send(n: number, by: Side): void {
  count += 1
  const clientId = `${Date.now().toString(36).padStart(9, '0')}${count.toString(36).padStart(7, '0')}bench`
  sent.set(count, { n, by, atMs: performance.now(), isHeard: false })
  if (by === 'visitor') {
    visitors[n]?.send(`{"type":"message.send","clientId":"${clientId}","text":"${TEXT}","page":null}`)
  } else {
    const conversation = conversationId(n)
    agents[agentOf(n)]?.send(
      `{"type":"message.send","clientId":"${clientId}","conversation":"${conversation}","text":"${TEXT}"}`,
    )
  }
}

/** Only acks are read while the server is saturated: whoever shares its machine must not read more than it needs. */
function hear(frame: Buffer, type: string, side: Side): void {
  if (type === 'ack') {
    const key = keyAt(frame, frame.indexOf(CLIENT_ID))
    const message = sent.get(key)
    if (message === undefined) return
    if (!listensForEntries || message.isHeard) sent.delete(key)
    else message.isHeard = true
    onAck(message)
  } else if (type === 'entries' && listensForEntries) {
    for (let at = frame.indexOf(CLIENT_ID); at >= 0; at = frame.indexOf(CLIENT_ID, at + 1)) {
      const key = keyAt(frame, at)
      const message = sent.get(key)
      if (message === undefined || message.by === side) continue
      if (message.isHeard) sent.delete(key)
      else message.isHeard = true
      onHeard(message)
    }
  } else if (type === 'refused' || type === 'bye') {
    fail(new Error(`The server has said ${frame.toString()}`))
  }
}

function keyAt(frame: Buffer, at: number): number {
  const from = at + CLIENT_ID.length + 9
  const isOurs = frame.toString('latin1', from + 7, from + 12) === 'bench'
  return isOurs ? Number.parseInt(frame.toString('latin1', from, from + 7), 36) : NOT_OURS
}

/** Settles when each message was acknowledged and, where that is looked for, heard on the other side. */
async function allAnswered(): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS
  while (sent.size > 0) {
    if (performance.now() > untilMs)
      throw new Error(`${sent.size} messages were never answered or never heard.`)
    await pause(LOOK_MS)
  }
}

/** Finds the pauses in which nobody was answered, and who was at work in them. */
class StallWatch {
  readonly stalls: Stall[] = []
  #lastAckMs = 0
  #seen: ReturnType<typeof usage> | null = null
  #looking: NodeJS.Timeout | undefined

  begin(): void {
    this.#lastAckMs = performance.now()
    this.stalls.length = 0
    this.#looking = setInterval(() => {
      if (this.#seen === null && performance.now() - this.#lastAckMs > SUSPICIOUS_MS) this.#seen = usage()
    }, LOOK_MS)
  }

  acked(): void {
    const nowMs = performance.now()
    const ms = nowMs - this.#lastAckMs
    if (ms > SUSPICIOUS_MS && this.#looking !== undefined) {
      this.stalls.push({ ms, cause: ms > STALL_MS ? causeOf(this.#seen, ms) : '' })
    }
    this.#lastAckMs = nowMs
    this.#seen = null
  }

  end(): void {
    this.acked()
    clearInterval(this.#looking)
    this.#looking = undefined
  }
}

/** Who used the CPU since the pause was noticed. If nobody did, all of them waited for the disk. */
function causeOf(seen: ReturnType<typeof usage> | null, stallMs: number): string {
  const now = usage()
  const ms = now.atMs - (seen?.atMs ?? now.atMs)
  if (seen === null || ms < stallMs / 3) return 'the clients themselves stood still'
  const clients = now.clientMs - seen.clientMs
  const server = now.serverMs - seen.serverMs
  const postgres = now.postgresMs - seen.postgresMs
  if (clients > ms / 2) return 'the clients were busy'
  if (server > ms / 2) return 'the server was busy'
  if (postgres > ms / 2) return 'Postgres was busy'
  const others = now.machineMs - seen.machineMs - clients - server - postgres
  if (others > ms / 2) return 'other programs had the machine'
  return 'nobody was busy: a commit waited for the disk'
}

function usage() {
  const { user, system } = process.cpuUsage()
  return {
    atMs: performance.now(),
    serverMs: cpuMsOf(pids.server),
    postgresMs: cpuMsOfFamily(pids.postgres),
    clientMs: (user + system) / 1_000,
    machineMs: cpuMsOfMachine(),
  }
}

async function inGroups<Item>(items: readonly Item[], size: number, work: (item: Item) => Promise<void>) {
  for (let at = 0; at < items.length; at += size) await Promise.all(items.slice(at, at + size).map(work))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
