import type { AccentTokens } from '@shopbell/protocol'

const WHITE = '#FFFFFF'
const INK = '#16201C'
const BLACK = '#000000'
const SURFACE_LIGHT = '#FFFFFF'
const SURFACE_DARK = '#18211D'
const READABLE = 4.5
const LIGHTNESS_STEP = 0.02

/** The accent of a store that never chose one. It alone has its own dark values. */
export const DEFAULT_ACCENT = '#10614F'
const DEFAULT_DARK = { accent: '#5CC4A6', onAccent: '#06231B' }

/** The widget's colour tokens for an accent `#rrggbb`, every pair of words and ground readable (4.5:1). */
export function accentTokens(chosen: string): AccentTokens {
  const accent = chosen.toUpperCase()
  const dark = accent === DEFAULT_ACCENT ? DEFAULT_DARK : { accent, onAccent: wordsOn(accent) }
  return {
    accent,
    onAccent: wordsOn(accent),
    textLight: readableOn(SURFACE_LIGHT, accent, -LIGHTNESS_STEP),
    textDark: readableOn(SURFACE_DARK, dark.accent, LIGHTNESS_STEP),
    accentDark: dark.accent,
    onAccentDark: dark.onAccent,
  }
}

/** How well two colours `#rrggbb` can be told apart, 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function wordsOn(ground: string): string {
  return [WHITE, INK].find((words) => contrast(words, ground) >= READABLE) ?? BLACK
}

/** The colour itself where it can be read, else the nearest lightness in steps at which it can. */
function readableOn(surface: string, colour: string, step: number): string {
  const [lightness, a, b] = oklabOf(colour)
  let candidate = colour
  for (let at = lightness; contrast(candidate, surface) < READABLE && at >= 0 && at <= 1; ) {
    at += step
    candidate = hexOf(at, a, b)
  }
  return candidate
}

function luminance(colour: string): number {
  const [red, green, blue] = channelsOf(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Red, green and blue as linear light, 0 to 1. */
function channelsOf(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [linear((value >> 16) & 255), linear((value >> 8) & 255), linear(value & 255)]
}

function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function encoded(light: number): number {
  const clipped = Math.min(1, Math.max(0, light))
  const part = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(part * 255)
}

/** Lightness and the two colour axes. Source: Björn Ottosson, "A perceptual color space for image processing". */
function oklabOf(colour: string): readonly [number, number, number] {
  const [red, green, blue] = channelsOf(colour)
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Chroma and hue stay while lightness moves; what the screen cannot show is clipped, channel by channel. */
function hexOf(lightness: number, a: number, b: number): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${channels
    .map((light) => encoded(light).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()}`
}
