import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WireName } from './frame-socket'

/** Connects a shopper and a console for each conversation. */
export interface Reach {
  readonly kind: 'connect'
  readonly port: number
  readonly wire: WireName
  readonly conversations: number
  /** Whose CPU is measured; of Postgres the whole family. */
  readonly pids: { readonly server: number; readonly postgres: number }
}

/** As many messages as the server takes, over all conversations. */
export interface Rush {
  readonly kind: 'saturate'
  readonly warmUpMs: number
  readonly measureMs: number
}

/** So many messages a second, over some of them. */
export interface Stream {
  readonly kind: 'pace'
  readonly warmUpMs: number
  readonly measureMs: number
  readonly perSecond: number
  readonly conversations: number
}

export type Ask = Reach | Rush | Stream

/** Nobody was answered for this long; over 100 ms with what can be said about why. */
export interface Stall {
  readonly ms: number
  readonly cause: string
}

export interface Saturated {
  /** Answered while it was measured. */
  readonly messages: number
  /** With those of the warm-up, and those that were still on their way at the end. */
  readonly allMessages: number
  readonly elapsedMs: number
  readonly serverCpuMs: number
  readonly postgresCpuMs: number
  readonly clientCpuMs: number
  readonly stalls: readonly Stall[]
}

/** How long it took from sending a message to its ack, and until the other side had it. */
export interface Paced {
  readonly ackMs: readonly number[]
  readonly heardMs: readonly number[]
  readonly stalls: readonly Stall[]
}

/** The clients, in a process of their own. */
export interface Crowd extends Disposable {
  connect(reach: Omit<Reach, 'kind'>): Promise<void>
  saturate(rush: Omit<Rush, 'kind'>): Promise<Saturated>
  pace(stream: Omit<Stream, 'kind'>): Promise<Paced>
}

export function startCrowd(): Crowd {
  const child = fork(fileURLToPath(new URL('./crowd.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    // Latencies are many numbers.
    serialization: 'advanced',
  })
  const gone = once(child, 'exit').then(() => {
    throw new Error('The clients have left.')
  })
  gone.catch(() => {})
  async function asked<Answer>(ask: Ask): Promise<Answer> {
    child.send(ask)
    const [{ answer }] = await Promise.race([once(child, 'message'), gone])
    return answer
  }
  return {
    connect: (reach) => asked({ kind: 'connect', ...reach }),
    saturate: (rush) => asked({ kind: 'saturate', ...rush }),
    pace: (stream) => asked({ kind: 'pace', ...stream }),
    [Symbol.dispose]: () => child.disconnect(),
  }
}
