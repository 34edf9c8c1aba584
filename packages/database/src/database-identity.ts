import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Queryable } from './database'
import { installation } from './schema'

export interface DatabaseIdentity {
  /** Names this database's history: new after a restore. */
  readonly epoch: string
  /** Whether this start has made the installation. */
  readonly isNew: boolean
}

export interface IdentityInput {
  readonly secret: string
  readonly nowMs: number
  /** Draws the name of a new epoch. */
  readonly drawEpoch: () => string
}

/** Why a server cannot run on this database, in one plain line. */
export class DatabaseIdentityError extends Error {}

/**
 * What this database is. The first start writes it down. A database that was copied or restored (another system,
 * another database in it, or another timeline than the row knows) gets a new epoch. Throws a `DatabaseIdentityError`
 * if it belongs to another SECRET.
 */
export async function databaseIdentity(db: Queryable, input: IdentityInput): Promise<DatabaseIdentity> {
  const secretFingerprint = fingerprintOf(input.secret)
  const { systemIdentifier, timeline } = await whereWeAre(db)
  const epoch = input.drawEpoch()
  const made = await db
    .insert(installation)
    .values({ epoch, systemIdentifier, timeline, secretFingerprint, createdAt: input.nowMs })
    .onConflictDoNothing()
    .returning({ epoch: installation.epoch })
  if (made.length > 0) return { epoch, isNew: true }
  const [known] = await db.select().from(installation)
  if (known === undefined) throw new Error('the installation row went while it was read')
  if (known.secretFingerprint !== secretFingerprint) {
    throw new DatabaseIdentityError(
      'This database was set up with another SECRET. Set the SECRET it was set up with.',
    )
  }
  if (known.systemIdentifier === systemIdentifier && known.timeline === timeline) {
    return { epoch: known.epoch, isNew: false }
  }
  // Of two servers that start on a restored database one draws the epoch and the other reads it.
  await db
    .update(installation)
    .set({ epoch, systemIdentifier, timeline })
    .where(sql`${installation.epoch} = ${known.epoch}`)
  const [moved] = await db.select({ epoch: installation.epoch }).from(installation)
  return { epoch: moved?.epoch ?? epoch, isNew: false }
}

/** Postgres keeps the secret's fingerprint, which tells nobody the secret. */
function fingerprintOf(secret: string): string {
  return createHash('sha256')
    .update('shopbell secret fingerprint\0')
    .update(secret)
    .digest('hex')
    .slice(0, 32)
}

async function whereWeAre(db: Queryable): Promise<{ systemIdentifier: string; timeline: number }> {
  try {
    // Both come from the server's control data; the database's own number tells two copies in one server apart.
    const [row] = await db.execute<{ system: string; timeline: number }>(sql`
      select s.system_identifier::text || ':' || d.oid::text as system,
        case when pg_is_in_recovery() then c.timeline_id
          else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline
      from pg_control_system() s, pg_control_checkpoint() c, pg_database d
      where d.datname = current_database()`)
    if (row !== undefined) return { systemIdentifier: row.system, timeline: row.timeline }
  } catch (error) {
    if (!isNotPermitted(error)) throw error
  }
  // Some hosts hide the control data: then only our own restore changes the epoch.
  return { systemIdentifier: 'hidden', timeline: 0 }
}

function isNotPermitted(error: unknown): boolean {
  return error instanceof Error && sqlStateOf(error) === '42501'
}

/** The SQLSTATE of a failed statement, also through drizzle, which wraps the driver's error; undefined for any other. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return sqlStateOf(error.cause)
}
