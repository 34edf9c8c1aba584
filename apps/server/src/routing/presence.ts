import type { AgentId } from '@shopbell/protocol'
import type { Durations } from '../foundation/durations'
import type { Transact } from '../foundation/transact'
import { giveLeaseUp, lockAgents, renewLeases, takeLease } from './leases'
import { loseAgent, welcomeAgentBack } from './lost-agents'

export interface PresenceOptions {
  readonly transact: Transact
  readonly durations: Durations
  /** Names this process among all that run on the database. */
  readonly process: string
  /** Hears of failures; the leases are put right with the next renewal. */
  readonly report: (error: unknown) => void
}

/**
 * Which agents are connected to this process. What counts for everybody are leases in the database: taken with an
 * agent's first socket, renewed together, given up with the last one, and run out by themselves if we are killed.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #sockets = new Map<AgentId, number>()
  readonly #settling = new Map<AgentId, Promise<void>>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** Renews the leases from now on, until `end`. */
  start(): void {
    this.#timer ??= setInterval(() => void this.renew(), this.#options.durations.leaseRenewMs)
  }

  /** One more socket of this agent. With the first one the agent is back. Settles when that is stored. */
  agentConnected(agentId: AgentId): Promise<void> {
    const sockets = (this.#sockets.get(agentId) ?? 0) + 1
    this.#sockets.set(agentId, sockets)
    return sockets === 1 ? this.#settle(agentId) : this.#settled(agentId)
  }

  /** One socket less. With the last one anywhere the grace begins. */
  agentDisconnected(agentId: AgentId): Promise<void> {
    const sockets = (this.#sockets.get(agentId) ?? 1) - 1
    if (sockets > 0) {
      this.#sockets.set(agentId, sockets)
      return this.#settled(agentId)
    }
    this.#sockets.delete(agentId)
    return this.#settle(agentId)
  }

  /** Renews every lease; an agent whose lease had run out is welcomed back. */
  async renew(): Promise<void> {
    const { transact, process, report } = this.#options
    try {
      const gone = await transact((work) => renewLeases(work, [...this.#sockets.keys()].sort(), process))
      await Promise.all(gone.map((agentId) => this.#settle(agentId)))
    } catch (error) {
      report(error)
    }
  }

  /** Stops, and gives every lease up: the graces begin, and whoever reconnects elsewhere ends theirs. */
  async end(): Promise<void> {
    clearInterval(this.#timer)
    const agentIds = [...this.#sockets.keys()]
    this.#sockets.clear()
    await Promise.all(agentIds.map((agentId) => this.#settle(agentId)))
  }

  #settled(agentId: AgentId): Promise<void> {
    return this.#settling.get(agentId) ?? Promise.resolve()
  }

  /** Makes the database say what is true here by then, one after the other for each agent. */
  #settle(agentId: AgentId): Promise<void> {
    const settling = this.#settled(agentId).then(() => this.#store(agentId))
    this.#settling.set(agentId, settling)
    return settling.finally(() => {
      if (this.#settling.get(agentId) === settling) this.#settling.delete(agentId)
    })
  }

  async #store(agentId: AgentId): Promise<void> {
    const { transact, process, report } = this.#options
    try {
      await transact(async (work) => {
        await lockAgents(work, [agentId])
        if (this.#sockets.has(agentId)) {
          await takeLease(work, agentId, process)
          await welcomeAgentBack(work, agentId)
        } else {
          await giveLeaseUp(work, agentId, process)
          await loseAgent(work, agentId)
        }
      })
    } catch (error) {
      report(error)
    }
  }
}
