import { openIdlers } from './idle-sockets'

// A process full of shoppers who have opened the panel and say nothing.
process.on('message', async ({ port, sockets }: { port: number; sockets: number }) => {
  await openIdlers(port, sockets)
  process.send?.('welcomed')
})
process.on('disconnect', () => process.exit(0))
