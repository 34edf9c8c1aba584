import { type Html, html, trusted } from '../html'

export interface Box {
  width: number
  height: number
}

/** A picture: mackerel sky, a ground to stand on, and whatever stands there. `seed` moves the clouds. */
export function scene(box: Box, seed: number, art: Html): Html {
  const horizon = Math.round(box.height * 0.748)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box.width} ${box.height}" width="${box.width}" height="${box.height}" preserveAspectRatio="xMidYMid slice"><rect width="${box.width}" height="${box.height}" fill="#E5E2DB"/>${clouds(box.width, horizon - 120, seed)}${ground(box, horizon)}${art}</svg>`
}

/** Rows of small clouds down to `bottom`, flatter the nearer they are to the horizon. */
export function clouds(width: number, bottom: number, seed: number): Html {
  const random = randomFrom(seed)
  const paths: string[] = []
  for (let row = 0; 38 + row * 40 <= bottom; row++) {
    const rise = 11 - (row * 6) / Math.max(8, bottom / 40)
    for (let x = row % 2 === 0 ? -20 : 14; x < width + 20; x += 68.5) {
      const [chance, wobble, stretch] = [random(), random(), random()]
      if (chance < 0.16) continue
      const half = 12 + stretch * 12
      const from = `${round(x + wobble * 8)} ${round(38 + row * 40 + wobble * 4)}`
      paths.push(`M${from}q${round(half)} ${round(-rise)} ${round(half * 2)} 0`)
    }
  }
  return trusted(
    `<path d="${paths.join('')}" fill="none" stroke="#F7F6F3" stroke-width="9" stroke-linecap="round"/>`,
  )
}

/** The flat shadow under something that stands at `y`. */
export function shadow(x: number, y: number, halfWidth: number): Html {
  return html`<ellipse cx="${x}" cy="${y}" rx="${halfWidth}" ry="13" fill="#1A1D1E" opacity=".13"/>`
}

function ground({ width, height }: Box, y: number): Html {
  const part = (share: number) => Math.round(width * share)
  const swell = `M0 ${y}c${part(0.155)}-10 ${part(0.26)} 8 ${part(0.43)} 2s${part(0.36)}-14 ${part(0.57)}-2V${height}H0z`
  const line = `M0 ${y + 34}c${part(0.2)}-8 ${part(0.33)} 10 ${part(0.52)} 4s${part(0.31)}-10 ${part(0.48)}-2`
  return html`<path d="${swell}" fill="#D3CFC5"/><path d="${line}" fill="none" stroke="#C3BEB2" stroke-width="2"/>`
}

/** Numbers between 0 and 1 that are the same every time for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
