/**
 * Whether the page is dark. `grounds` are its computed colours, nearest first, as one text: the first that covers
 * what lies under it is what one sees. The last should be the canvas, which knows the page's `color-scheme`.
 */
export function isDark(grounds: string): boolean {
  // Green is two thirds of how bright a colour looks; oklch and oklab begin with their lightness. What lets something
  // shine through is written rgba() and passed over.
  const [, green, lightness] = grounds.match(/rgb\(\d+, (\d+)|okl\w+\(([\d.]+)/) ?? []
  return green ? +green < 128 : +(lightness ?? 1) < 0.5
}
