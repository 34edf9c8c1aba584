import { openClient, runPreparedOn } from '@shopbell/database'
import { ENTRIES_BEFORE } from '../support/cast'

/** A message on its way into the log. */
export interface NewMessage {
  readonly n: number
  readonly conversation: string
  readonly clientId: string
  readonly text: string
  readonly at: number
  readonly sender: { readonly kind: 'visitor' | 'agent'; readonly id: string; readonly name: string | null }
}

/** Keeps a message and gives the number it got in its conversation, at once where there is nothing to wait for. */
export type Keep = (message: NewMessage) => number | Promise<number>

/** As many as postgres.js opens by itself. */
const CONNECTIONS = 10
const DEADLINES = { statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 }

/** `nowhere`, `one-commit`, `statement-each` or `transaction-each`. */
export function openKeep(name: string, url: string): Keep {
  switch (name) {
    case 'nowhere':
      return counting()
    case 'one-commit':
      return oneCommit(url)
    case 'statement-each':
      return statementEach(url)
    case 'transaction-each':
      return transactionEach(url)
    default:
      throw new Error(`There is no ${name}.`)
  }
}

/** In memory, and gone with it. */
function counting(): Keep {
  const heads = new Map<number, number>()
  return ({ n }) => {
    const seq = (heads.get(n) ?? ENTRIES_BEFORE) + 1
    heads.set(n, seq)
    return seq
  }
}

/**
 * The floor: in memory, but nobody is told before the smallest commit there is. While one is in flight the next ones
 * gather, and share one.
 */
function oneCommit(url: string): Keep {
  const run = runPreparedOn(openClient(url, { max: 1, name: 'one commit', ...DEADLINES }))
  const count = counting()
  let waiting: (() => void)[] = []
  let isRunning = false
  async function commit(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await run('insert into bench_commits values (1)')
      for (const settle of batch) settle()
    }
    isRunning = false
  }
  return (message) =>
    new Promise((resolve) => {
      waiting.push(() => resolve(count(message)))
      if (!isRunning) void commit()
    })
}

const ENTRY_VALUES = `'message', $2, $3, $4, $5, $6, $7, $8::text::jsonb, '[]'::jsonb`
const ENTRY_COLUMNS = `conversation_id, seq, visible, kind, sender_kind, sender_id, sender_name, via, client_id, at, body, files`

/** The "naive" way: one statement moves the head and writes the entry. Knows no repetition and no standing. */
function statementEach(url: string): Keep {
  const run = runPreparedOn(openClient(url, { max: CONNECTIONS, name: 'statement each', ...DEADLINES }))
  const statement = `
    with head as (
      update conversations set version = version + 1, next_seq = next_seq + 1, next_visible = next_visible + 1,
        last_text = $9, last_by = $2, last_at = $7
      where id = $1 returning next_seq - 1 as seq
    )
    insert into entries (${ENTRY_COLUMNS})
    select $1, seq, seq, ${ENTRY_VALUES} from head returning seq`
  return async (message) => {
    const [row] = await run<{ seq: number }>(statement, [...valuesOf(message), message.text])
    return row?.seq ?? 0
  }
}

/** As it is mostly written: lock the head, look for a repetition, write the entry, move the head, commit. */
function transactionEach(url: string): Keep {
  const client = openClient(url, { max: CONNECTIONS, name: 'transaction each', ...DEADLINES })
  return async (message) =>
    client.begin(async (transaction) => {
      const run = async (text: string, params: readonly (string | number | null)[]) =>
        transaction.unsafe<{ seq: number }[]>(text, [...params], { prepare: true })
      const { conversation, sender, clientId, text, at } = message
      const [head] = await run('select next_seq as seq from conversations where id = $1 for update', [
        conversation,
      ])
      const [known] = await run('select seq from entries where sender_id = $1 and client_id = $2', [
        sender.id,
        clientId,
      ])
      if (known !== undefined) return known.seq
      const seq = head?.seq ?? 0
      await run(`insert into entries (${ENTRY_COLUMNS}) values ($1, $9, $9, ${ENTRY_VALUES})`, [
        ...valuesOf(message),
        seq,
      ])
      await run(
        `update conversations set version = version + 1, next_seq = next_seq + 1, next_visible = next_visible + 1,
           last_text = $2, last_by = $3, last_at = $4 where id = $1`,
        [conversation, text, sender.kind, at],
      )
      return seq
    })
}

/** $1 to $8 of `ENTRY_VALUES`. */
function valuesOf({ conversation, sender, clientId, text, at }: NewMessage) {
  const via = sender.kind === 'agent' ? 'console' : 'widget'
  const body = JSON.stringify({ text, format: 'plain' })
  return [conversation, sender.kind, sender.id, sender.name, via, clientId, at, body] as const
}
