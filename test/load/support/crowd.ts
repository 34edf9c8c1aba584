import { type Door, Shopper } from './shopper'

// Two thousand shoppers in a process of their own, so that the server's clients are not the test's. They come, some of
// them write on and on, and when the server says good-bye all of them come back and those who wrote write once more.
// It tells when everybody is there, when everybody has been told good-bye, and at the end what they have seen.

/** What is told to whoever forked this. */
export type Told = { readonly kind: 'here' } | { readonly kind: 'back'; readonly seen: readonly Seen[] }

export type Seen = Pick<Shopper, 'heard' | 'stored' | 'written' | 'closed' | 'refused' | 'welcomes'>

/** As many connections are made at once. */
const AT_ONCE = 50

const [origin = '', store = '', site = '', size = '', talkative = ''] = process.argv.slice(2)
const door: Door = { origin, store, site }
let look: () => void = () => {}
const shoppers = Array.from({ length: Number(size) }, () => new Shopper(door, () => look()))
const writers = shoppers.slice(0, Number(talkative))

await everybodyComes()
await writeUntil(() => writers.every(({ stored }) => stored.length >= 2))
process.send?.({ kind: 'here' } satisfies Told)
await writeUntil(() => shoppers.every(({ welcomes, isOpen }) => welcomes >= 2 && isOpen))
await until(() => writers.every(({ isWaiting }) => !isWaiting))
for (const writer of writers) writer.writes('Here again.')
await until(() => writers.every(({ isWaiting }) => !isWaiting))
for (const writer of writers) writer.looks()
await until(() => writers.every(({ heard }) => heard.at(-1)?.type === 'page'))
const seen = shoppers.map(({ heard, stored, written, closed, refused, welcomes }) => {
  const told = heard.filter(({ type }) => type === 'bye' || type === 'page')
  return { heard: told, stored, written, closed, refused, welcomes }
})
process.send?.({ kind: 'back', seen } satisfies Told, () => process.exit())

async function everybodyComes(): Promise<void> {
  let coming = 0
  await until(() => {
    const here = shoppers.filter(({ isOpen }) => isOpen).length
    for (; coming < shoppers.length && coming < here + AT_ONCE; coming += 1) shoppers[coming]?.comes()
    return here === shoppers.length
  })
}

/** Whoever writes does so again as soon as that is stored, until nobody has been told good-bye any more. */
async function writeUntil(isTrue: () => boolean): Promise<void> {
  await until(() => {
    for (const writer of writers) {
      if (!writer.isWaiting && writer.isOpen && writer.welcomes === 1)
        writer.writes(`line ${writer.written.length}`)
    }
    return isTrue()
  })
}

/** Looks again whenever a shopper hears something. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise<void>((resolve) => {
      look = resolve
    })
  }
}
