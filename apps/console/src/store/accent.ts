/** For the preview only: the server computes what shoppers get, by the same rule. */

const WHITE = '#ffffff'
const INK = '#16201c'
const BLACK = '#000000'
const READABLE = 4.5

/** The words' colour on an accent: white where it is readable, else ink, else black. */
export function onAccent(accent: string): string {
  return [WHITE, INK].find((words) => contrast(words, accent) >= READABLE) ?? BLACK
}

/** The contrast of two `#rrggbb` colours after WCAG 2.2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `#rrggbb` in small letters, or null: with or without the hash, in three digits or six. */
export function hexOf(typed: string): string | null {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(typed.trim())?.[1]?.toLowerCase()
  if (digits === undefined) return null
  return digits.length === 6 ? `#${digits}` : `#${[...digits].map((digit) => digit + digit).join('')}`
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
