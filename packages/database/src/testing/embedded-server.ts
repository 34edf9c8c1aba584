import { startEmbeddedPostgres } from '../embedded/embedded-postgres'

// A stand-in for the server, for tests to kill: starts the Postgres of the folder it is given, says its address to
// whoever forked it, and stays.
const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('Usage: embedded-server.ts DATA_DIR')
const postgres = await startEmbeddedPostgres({ dataDir, resolveFrom: import.meta.url })
process.send?.(postgres.url)
setInterval(() => {}, 60_000)
