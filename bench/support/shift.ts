import { openClient, openDatabase, type Queryable } from '@shopbell/database'
import type { AgentId, ConversationId, VisitorId } from '@shopbell/protocol'
import { drawClientId } from '@shopbell/protocol'
import { AppendLane } from '../../apps/server/src/conversations/append-lane'
import { beginVisitor } from '../../apps/server/src/conversations/open-visitor'
import { handSetClock } from '../../apps/server/src/foundation/clock'
import { DEFAULT_DURATIONS } from '../../apps/server/src/foundation/durations'
import { DomainError } from '../../apps/server/src/foundation/errors'
import type { DomainEvent, EntriesAppended } from '../../apps/server/src/foundation/events'
import { openTransact } from '../../apps/server/src/foundation/transact'
import { Reactions } from '../../apps/server/src/reactions'
import { availabilityOf } from '../../apps/server/src/routing/availability'
import { availableAgents, waitingCount } from '../../apps/server/src/routing/available-agents'
import { claimConversation } from '../../apps/server/src/routing/claim'
import { closeConversation } from '../../apps/server/src/routing/close'
import { leaveAddress } from '../../apps/server/src/routing/leave-address'
import { Presence } from '../../apps/server/src/routing/presence'
import { sweep } from '../../apps/server/src/routing/sweep'
import { durationOf } from './arrivals'
import { type StaffedStore, staffedStore } from './staffed-store'

/** Who works, who comes, and how long everything takes. Times are milliseconds. */
export interface ShiftPlan {
  readonly agents: number
  readonly capacity: number
  /** When each shopper comes, from the beginning of the shift. */
  readonly arrivals: readonly number[]
  /** From a question to its answer, and from an answer to the next question, on average. */
  readonly answerMs: number
  readonly nextQuestionMs: number
  readonly questions: number
  /** From then on answers take this many times as long. */
  readonly slowdown: { readonly fromMs: number; readonly factor: number }
  readonly random: () => number
}

export interface ShiftFigures {
  readonly longestIdleWaitMs: number
  readonly orphans: number
  readonly doubleClaims: number
  readonly promisesScored: number
  readonly promisesKeptShare: number
}

const START_MS = Date.UTC(2026, 0, 5, 9)
const SECOND = 1_000
const DAY = 24 * 60 * 60 * SECOND
/** One conversation in so many is taken by two hands at once. */
const RACE_EVERY = 10

/** A shift on a clock that runs as fast as the server does: every command is the server's own, on a real Postgres. */
export class Shift {
  readonly #plan: ShiftPlan
  readonly #clock = handSetClock(START_MS)
  readonly #later: Later = new Later()
  readonly #troubles: unknown[] = []
  readonly #left = new Map<ConversationId, number>()
  readonly #visitors = new Map<ConversationId, VisitorId>()
  #doubleClaims = 0
  #longestIdleWaitMs = 0
  #idleSinceMs: number | null = null

  constructor(plan: ShiftPlan) {
    this.#plan = plan
  }

  async run(url: string): Promise<ShiftFigures> {
    await using house = await this.#open(url)
    for (const atMs of this.#plan.arrivals) this.#later.at(START_MS + atMs, () => this.#shopperComes(house))
    await this.#work(house)
    const figures = await this.#figures(house)
    if (this.#troubles.length > 0) throw new AggregateError(this.#troubles, 'the shift had trouble')
    return figures
  }

  async #open(url: string): Promise<House> {
    const { agents: count, capacity } = this.#plan
    const report = (error: unknown) => void this.#troubles.push(error)
    const listeners: ((events: readonly DomainEvent[]) => void)[] = []
    const publish = (events: readonly DomainEvent[]) => {
      for (const listener of listeners) listener(events)
    }
    const clock = this.#clock
    const durations = DEFAULT_DURATIONS
    const database = openDatabase(url)
    const { transact, end } = openTransact({ url, clock, publish, durations })
    const lane = new AppendLane({ url, clock, publish, durations, report })
    const reactions = new Reactions({ db: database.db, transact, report })
    const presence = new Presence({ transact, durations, process: 'bench', report })
    const { storeId, agentIds } = await staffedStore(url, { agents: count, capacity })
    for (const agentId of agentIds) await presence.agentConnected(agentId)
    listeners.push((events) => reactions.hear(events))
    const house: House = {
      url,
      db: database.db,
      storeId,
      agentIds,
      lane,
      transact,
      presence,
      reactions,
      async [Symbol.asyncDispose]() {
        await reactions.end()
        await presence.end()
        await lane.drain()
        await end()
        await database.end()
      },
    }
    listeners.push((events) => {
      for (const event of events) if (event.kind === 'entries.appended') this.#follow(house, event)
    })
    return house
  }

  /** Each second the sweep; between two of them whatever people do, in its order. Until nobody has anything to do. */
  async #work(house: House): Promise<void> {
    for (let secondMs = START_MS; !this.#later.isEmpty; secondMs += SECOND) {
      for (let next = this.#later.before(secondMs); next !== null; next = this.#later.before(secondMs)) {
        this.#clock.advance(Math.max(0, next.atMs - this.#clock.now()))
        await next.task()
        await house.reactions.settled()
        await this.#look(house)
      }
      this.#clock.advance(Math.max(0, secondMs - this.#clock.now()))
      if ((secondMs - START_MS) % (15 * SECOND) === 0) await house.presence.renew()
      await sweep({ db: house.db, transact: house.transact, clock: this.#clock })
      await house.reactions.settled()
      await this.#look(house)
    }
  }

  async #shopperComes(house: House): Promise<void> {
    const { db, storeId, transact } = house
    const availability = await availabilityOf(db, storeId, this.#clock.now())
    const { visitorId } = await transact((work) => beginVisitor(work, storeId))
    const id = await this.#ask(house, visitorId)
    this.#visitors.set(id, visitorId)
    this.#left.set(id, this.#plan.questions)
    const isOffered = availability.kind === 'live' || (availability.kind === 'busy' && availability.isOffered)
    // Who is offered a letter instead of a wait takes it.
    if (!isOffered) await this.#leaves(house, visitorId)
    else if (this.#visitors.size % RACE_EVERY === 0) await this.#race(house, id)
  }

  async #leaves({ storeId, transact }: House, visitorId: VisitorId): Promise<void> {
    const address = `${visitorId.slice(4)}@example.com`
    const left = { storeId, visitorId, address, byEmail: true, language: 'en' }
    await transact((work) => leaveAddress(work, left))
  }

  /** Two hands take the same one, where it is still to be had. */
  async #race({ storeId, agentIds, transact }: House, conversationId: ConversationId): Promise<void> {
    const claims = await Promise.allSettled(
      agentIds
        .slice(0, 2)
        .map((agentId) => transact((work) => claimConversation(work, { storeId, agentId, conversationId }))),
    )
    const won = claims.filter(({ status }) => status === 'fulfilled').length
    if (won > 1) this.#doubleClaims += 1
    for (const claim of claims) {
      if (claim.status === 'rejected' && !(claim.reason instanceof DomainError)) throw claim.reason
    }
  }

  async #ask({ lane, storeId }: House, visitorId: VisitorId): Promise<ConversationId> {
    const clientId = drawClientId(this.#clock.now(), this.#bytes)
    const text = 'Do you have the harbour coat in green?'
    const written = { from: 'visitor', via: 'widget', page: null, files: [] } as const
    const appended = await lane.append({ ...written, storeId, visitorId, clientId, text })
    if (appended.kind !== 'stored') throw new Error(`a question was not stored: ${JSON.stringify(appended)}`)
    return appended.entry.conversation
  }

  /** Whoever has a question before them answers it, after a while. */
  #follow(house: House, { conversationId, row, before }: EntriesAppended): void {
    const { standing } = row
    if (standing.status !== 'with_agent' || standing.awaiting !== 'agent') return
    if (before?.agentId === standing.agentId && row.waitingSince !== this.#clock.now()) return
    const { answerMs, slowdown, random } = this.#plan
    const nowMs = this.#clock.now()
    const factor = nowMs - START_MS >= slowdown.fromMs ? slowdown.factor : 1
    const atMs = nowMs + durationOf(answerMs * factor, random)
    this.#later.at(atMs, () => this.#answer(house, standing.agentId, conversationId))
  }

  async #answer(house: House, agentId: AgentId, conversationId: ConversationId): Promise<void> {
    const { lane, storeId, transact } = house
    const clientId = drawClientId(this.#clock.now(), this.#bytes)
    const written = { from: 'agent', kind: 'message', via: 'console', files: [], text: 'We do.' } as const
    const appended = await lane.append({ ...written, agentId, conversationId, clientId })
    // Somebody else has it by now.
    if (appended.kind === 'refused') return
    const left = (this.#left.get(conversationId) ?? 1) - 1
    this.#left.set(conversationId, left)
    const nextMs = this.#clock.now() + durationOf(this.#plan.nextQuestionMs, this.#plan.random)
    if (left > 0) this.#later.at(nextMs, () => this.#asksAgain(house, conversationId))
    else
      this.#later.at(nextMs, () =>
        transact((work) => closeConversation(work, { storeId, agentId, conversationId })),
      )
  }

  async #asksAgain(house: House, conversationId: ConversationId): Promise<void> {
    const visitorId = this.#visitors.get(conversationId)
    if (visitorId !== undefined) await this.#ask(house, visitorId)
  }

  /** Since when somebody has waited while somebody else had room. */
  async #look({ db, storeId }: House): Promise<void> {
    const nowMs = this.#clock.now()
    const agents = await availableAgents(db, storeId, nowMs)
    const isFree = agents.some(({ load, capacity }) => load < capacity)
    if (isFree && (await waitingCount(db, storeId)) > 0) this.#idleSinceMs ??= nowMs
    else this.#idleSinceMs = null
    const idleMs = this.#idleSinceMs === null ? 0 : nowMs - this.#idleSinceMs
    this.#longestIdleWaitMs = Math.max(this.#longestIdleWaitMs, idleMs)
  }

  async #figures({ url, db, transact }: House): Promise<ShiftFigures> {
    const client = openClient(url, { max: 1, name: 'bench', statementTimeoutMs: 60_000 })
    // Those about a wait with a time: what a shopper could hold us to.
    const [kept] = await client<{ kept: number; scored: number }[]>`
      select count(*) filter (where p.kept)::int as kept, count(*)::int as scored
      from promises p join entries e on e.conversation_id = p.conversation_id and e.seq = p.seq
      where p.kind = 'wait' and p.kept is not null and e.body ->> 'byMs' is not null`
    const log = await client<GivenLine[]>`
      select conversation_id as id, body ->> 'to' as to, body ->> 'because' as because, body -> 'agent' ->> 'id' as agent
      from entries where kind = 'standing' order by conversation_id, seq`
    // A month later everything has come to an end, or it would never.
    for (let day = 0; day < 30; day += 1) {
      this.#clock.advance(DAY)
      await sweep({ db, transact, clock: this.#clock })
    }
    const [orphans] = await client<{ count: number }[]>`
      select count(*)::int as count from conversations
      where status not in ('closed', 'by_email') or (status <> 'closed' and due_at is null)`
    await client.end()
    const { scored = 0 } = kept ?? {}
    return {
      longestIdleWaitMs: this.#longestIdleWaitMs,
      orphans: orphans?.count ?? 0,
      doubleClaims: this.#doubleClaims + takenTwice(log),
      promisesScored: scored,
      promisesKeptShare: scored === 0 ? 1 : (kept?.kept ?? 0) / scored,
    }
  }

  readonly #bytes = (bytes: Uint8Array): Uint8Array => bytes.map(() => Math.floor(this.#plan.random() * 256))
}

interface House extends StaffedStore, AsyncDisposable {
  readonly url: string
  readonly db: Queryable
  readonly lane: AppendLane
  readonly transact: ReturnType<typeof openTransact>['transact']
  readonly presence: Presence
  readonly reactions: Reactions
}

/** What is still to happen, by its time. */
class Later {
  readonly #tasks: { readonly atMs: number; readonly task: () => Promise<unknown> }[] = []

  at(atMs: number, task: () => Promise<unknown>): void {
    const place = this.#tasks.findIndex((other) => other.atMs > atMs)
    this.#tasks.splice(place < 0 ? this.#tasks.length : place, 0, { atMs, task })
  }

  get isEmpty(): boolean {
    return this.#tasks.length === 0
  }

  before(untilMs: number) {
    const [next] = this.#tasks
    return next !== undefined && next.atMs <= untilMs ? (this.#tasks.shift() ?? null) : null
  }
}

interface GivenLine {
  readonly id: string
  readonly to: string
  readonly because: string
  readonly agent: string | null
}

/** How often the log gives a conversation to one while another has it, and its agent was not too silent for that. */
function takenTwice(log: readonly GivenLine[]): number {
  const owners = new Map<string, string | null>()
  let count = 0
  for (const { id, to, because, agent } of log) {
    const owner = owners.get(id) ?? null
    const isGiven = to === 'with_agent' && because !== 'slow' && because !== 'overdue'
    if (isGiven && owner !== null && owner !== agent && because !== 'transferred') count += 1
    if (isGiven) owners.set(id, agent)
    // From then on others may take it.
    else if (to !== 'with_agent' || because === 'overdue') owners.set(id, null)
  }
  return count
}
