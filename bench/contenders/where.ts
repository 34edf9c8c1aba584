import type { Server } from 'node:http'

/** Listens on any free port, and tells whoever forked this process which one it is. */
export function answerWhere(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
  })
  // Whoever forked us is gone: so are we.
  process.on('disconnect', () => process.exit(0))
}
