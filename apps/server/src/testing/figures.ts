import type { TestHouse } from './build-test-app'

export const METRICS_TOKEN = 'a_token_for_figures_in_the_tests'

/** What `/metrics` says, by name and labels as written there. The house needs `METRICS_TOKEN` among its settings. */
export async function figuresOf(house: TestHouse): Promise<ReadonlyMap<string, number>> {
  const { text } = await house.ask('GET', '/metrics', {
    headers: { authorization: `Bearer ${METRICS_TOKEN}` },
  })
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, number] => {
        const space = line.lastIndexOf(' ')
        return [line.slice(0, space), Number(line.slice(space + 1))]
      }),
  )
}

/** The counts among them that moved between two readings, with how much. */
export function movedBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const moved = [...after]
    .map(([name, value]): [string, number] => [name, value - (before.get(name) ?? 0)])
    .filter(([name, by]) => by !== 0 && /^shopbell_.*_(total|count|sum)(\{|$)/.test(name))
  return Object.fromEntries(moved)
}
