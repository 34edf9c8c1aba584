import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** Whether this run only shows that the bench works: small, and its figures are kept out of `bench/results`. */
export const isSmoke = process.argv.includes('--smoke')

export type Figures = Readonly<Record<string, number>>

/** Writes `bench/results/NAME.json`; what a smoke run saw goes to `.cache` instead. */
export function writeReport(name: string, figures: Figures, machine: Readonly<Record<string, string>> = {}) {
  const path = join(ROOT, isSmoke ? '.cache/bench' : 'bench/results', `${name}.json`)
  const report = {
    name,
    takenAt: new Date().toISOString(),
    machine: { ...thisMachine(), ...machine },
    figures,
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
  if (isSmoke) console.log('  A smoke run: small, and nothing in it is a figure.\n')
}

/** Prints figures under a title, each with the goal it has to meet, where it has one. */
export function printFigures(title: string, figures: Figures, goals: Readonly<Record<string, string>> = {}) {
  const rows = Object.entries(figures).map(([name, value]) => [name, shown(value), goals[name] ?? ''])
  printTable(title, rows)
}

/** Prints rows in columns: the first to the left, the others to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]) {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  console.log(`\n  ${title}\n`)
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    )
    console.log(`  ${cells.join('   ')}`.trimEnd())
  }
  console.log('')
}

/** A number for the screen: no more places than anybody reads. */
export function shown(value: number): string {
  const places = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }
  return value.toLocaleString('en', places)
}

/** To so many places after the point. */
export function rounded(value: number, places = 3): number {
  return Number(value.toFixed(places))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

function thisMachine() {
  const [cpu] = cpus()
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpus: cpus().length,
    cpu: cpu?.model ?? 'unknown',
  }
}
