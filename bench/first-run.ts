import { makeClone } from './support/clone'
import { answeredMessage } from './support/first-message'
import { printFigures, rounded, writeReport } from './support/report'

/**
 * How long somebody waits who has just cloned: from `npm start` with an empty package store to the first message that
 * was answered, and again when everything is there. Writes `bench/results/first-run.json`.
 */

using clone = makeClone()
console.log('  a first start, with nothing installed')
const coldSeconds = await startAndAsk('Is it lined?')
console.log('  a second start')
const warmSeconds = await startAndAsk('And is it warm?')

const figures = { coldSeconds, warmSeconds }
writeReport('first-run', figures)
printFigures('Seconds from npm start in a new clone to the first answered message', figures, {
  coldSeconds: '<= 180',
  warmSeconds: '<= 10',
})

async function startAndAsk(question: string): Promise<number> {
  const startedMs = performance.now()
  await using server = await clone.start()
  await answeredMessage(server, question)
  return rounded((performance.now() - startedMs) / 1_000, 1)
}
