import { jobs } from '@shopbell/database'
import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Clock } from '../foundation/clock'
import type { Transact } from '../foundation/transact'

/** Does one kind of job. It may run twice: a server can die between the deed and the note of it. */
export type JobHandler = (
  payload: unknown,
  job: { readonly key: string; readonly tries: number },
) => Promise<void>

export interface JobWorkerOptions {
  readonly transact: Transact
  readonly clock: Clock
  /** By kind. Jobs of other kinds are left to servers that know them. */
  readonly handlers: ReadonlyMap<string, JobHandler>
  /** Hears of each failure. */
  readonly report: (error: unknown) => void
}

const TAKEN_AT_ONCE = 10
/** A job whose server died is taken again after this. */
const LEASE_MS = 5 * 60 * 1_000
/** Between the tries; after the last of them the job is buried. */
const PAUSES_MS = [1, 10, 60, 10 * 60, 60 * 60, 6 * 60 * 60].map((seconds) => seconds * 1_000)
const ERROR_LENGTH = 500

/** Takes due jobs and does them. Any number of workers on any number of servers: each job is taken by one. */
export class JobWorker {
  readonly #options: JobWorkerOptions

  constructor(options: JobWorkerOptions) {
    this.#options = options
  }

  /** Does what is due now, and gives how many jobs that were. */
  async runDue(): Promise<number> {
    let done = 0
    for (;;) {
      const taken = await this.#take()
      await Promise.all(taken.map((job) => this.#do(job)))
      done += taken.length
      if (taken.length < TAKEN_AT_ONCE) return done
    }
  }

  /** The row itself says that a job is taken: it is due again only when the lease has run out. */
  async #take(): Promise<readonly TakenJob[]> {
    const { transact, handlers } = this.#options
    const kinds = [...handlers.keys()]
    if (kinds.length === 0) return []
    return transact(async ({ db, now }) => {
      const due = await db
        .select({ id: jobs.id })
        .from(jobs)
        .where(and(lte(jobs.runAt, now.getTime()), isNull(jobs.buriedAt), inArray(jobs.kind, kinds)))
        .orderBy(asc(jobs.runAt))
        .limit(TAKEN_AT_ONCE)
        .for('update', { skipLocked: true })
      if (due.length === 0) return []
      return db
        .update(jobs)
        .set({ tries: sql`${jobs.tries} + 1`, runAt: now.getTime() + LEASE_MS })
        .where(
          inArray(
            jobs.id,
            due.map(({ id }) => id),
          ),
        )
        .returning({
          id: jobs.id,
          kind: jobs.kind,
          key: jobs.key,
          payload: jobs.payload,
          tries: jobs.tries,
        })
    })
  }

  async #do(job: TakenJob): Promise<void> {
    const { transact, handlers, report } = this.#options
    try {
      await handlers.get(job.kind)?.(job.payload, { key: job.key, tries: job.tries })
    } catch (error) {
      report(error)
      await transact(async ({ db, now }) => {
        await db
          .update(jobs)
          .set(afterFailure(job, error, now.getTime()))
          .where(taken(job))
      })
      return
    }
    await transact(async ({ db }) => {
      await db.delete(jobs).where(taken(job))
    })
  }
}

interface TakenJob {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly payload: unknown
  readonly tries: number
}

/** Only while it is still ours: after the lease somebody else may have it. */
function taken(job: TakenJob) {
  return and(eq(jobs.id, job.id), eq(jobs.tries, job.tries))
}

function afterFailure({ tries }: TakenJob, error: unknown, nowMs: number) {
  const lastError = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_LENGTH)
  const pauseMs = PAUSES_MS[tries - 1]
  return pauseMs === undefined ? { lastError, buriedAt: nowMs } : { lastError, runAt: nowMs + pauseMs }
}
