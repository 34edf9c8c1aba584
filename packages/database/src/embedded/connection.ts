import postgres from 'postgres'

/** Where a Postgres listens and who we are there. `host` is a folder (a Unix socket) where it begins with a slash. */
export type Connection = {
  host: string
  port: number
  user: string
  password: string | undefined
  database: string
}

/**
 * The connection as one string that can be kept and passed on. A socket's folder stands in `?host=`, as libpq and
 * psql read it; postgres.js does not, so whoever opens a client from such a string does it with `openClient`.
 */
export function connectionUrl({ host, port, user, password, database }: Connection): string {
  const who = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent).join(':')
  const isSocket = host.startsWith('/')
  const where = `${isSocket ? 'localhost' : host}:${port}/${encodeURIComponent(database)}`
  return `postgres://${who}@${where}${isSocket ? `?host=${encodeURIComponent(host)}` : ''}`
}

/** A postgres.js client for any connection string, with a Unix socket in `?host=` or without. */
export function openClient<Types extends Record<string, postgres.PostgresType>>(
  url: string,
  options: postgres.Options<Types> = {},
): ReturnType<typeof postgres<Types>> {
  const [plain, host] = splitHost(url)
  return postgres<Types>(plain, host === undefined ? options : { ...options, host })
}

/** The string without its `?host=`, which postgres.js would send to the server as a setting, and what stood there. */
function splitHost(url: string): [plain: string, host: string | undefined] {
  const parsed = new URL(url)
  const host = parsed.searchParams.get('host') ?? undefined
  if (host === undefined) return [url, undefined]
  parsed.searchParams.delete('host')
  return [parsed.href, host]
}
