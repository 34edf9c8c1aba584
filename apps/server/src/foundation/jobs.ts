import { jobs } from '@shopbell/database'
import type { Work } from './transact'

export interface NewJob {
  /** Which handler does it, such as `mail.transcript`. */
  readonly kind: string
  /** The same key twice is one job. */
  readonly key: string
  /** Checked by the handler when it runs; a release may run what an older one asked for. */
  readonly payload: Readonly<Record<string, unknown>>
  /** Now, unless given. */
  readonly runAtMs?: number
}

/** Asks for work that must happen after this commit. False if a job of this key is there already. */
export async function enqueue(work: Work, job: NewJob): Promise<boolean> {
  const made = await work.db
    .insert(jobs)
    .values({
      kind: job.kind,
      key: job.key,
      payload: job.payload,
      runAt: job.runAtMs ?? work.now.getTime(),
    })
    .onConflictDoNothing({ target: jobs.key })
    .returning({ id: jobs.id })
  return made.length > 0
}
