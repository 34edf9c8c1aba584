import type { Address } from './address'

/** Settings of Postgres by name. */
export type Settings = Readonly<Record<string, string>>

/**
 * What our Postgres always runs with. They are given on its command line, where no file left in the data folder
 * can overrule them.
 */
export const SETTINGS: Settings = {
  // What is acknowledged survives a killed server, a killed database and a power cut. Never for speed.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // One server with its pools, a second one while they change over, and a backup.
  max_connections: '80',
  shared_buffers: '64MB',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  // Compiling costs more than it saves in queries as short as ours.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // A statement or a row in an error's detail would be a shopper's words in a log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
}

/** The words for Postgres to serve this data folder at this address with these settings. */
export function postgresWords(dataFolder: string, address: Address, settings: Settings): string[] {
  const listening =
    address.kind === 'socket'
      ? ['-h', '', '-k', address.folder, '-c', 'unix_socket_permissions=0700']
      : ['-h', '127.0.0.1', '-k', '']
  const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', dataFolder, '-p', String(address.port), ...listening, ...set]
}
