const LABEL_WIDTH = 11
const LINK_WIDTH = 46

export interface Links {
  /** The demo's shop and the link into its console. */
  readonly shop: string | null
  readonly enter: string | null
  /** Where the demo's letters are read. */
  readonly letters: string | null
  readonly console: string
  /** The link that makes the first owner; null once there is one. */
  readonly start: string | null
  /** Where everything is kept, as one reads it. */
  readonly data: string
}

/** One finished step, in the form of the start script's own lines. */
export function stepLine(label: string, tookMs: number, note = ''): string {
  const seconds = Math.round(tookMs / 1_000)
  const took = seconds >= 1 ? `${seconds} s`.padStart(4) : '    '
  return `  ${label.padEnd(LABEL_WIDTH)}ready   ${took}   ${note}`.trimEnd()
}

/** What one can open now, and how to stop. */
export function linkLines(links: Links): string {
  const line = (label: string, link: string, note = '') =>
    `    ${label.padEnd(LABEL_WIDTH)}${link.padEnd(LINK_WIDTH)}   ${note}`.trimEnd()
  const lines: string[] = ['']
  if (links.shop !== null && links.enter !== null) {
    lines.push('  Open these two side by side:', '')
    lines.push(line('Shop', links.shop, 'you are the shopper'))
    lines.push(
      line('Console', links.enter, 'you answer (signs you in, this computer only; later at /console)'),
      '',
    )
  } else if (links.enter !== null) {
    lines.push(line('Demo', links.enter, 'signs you in, this computer only; later at /console'), '')
  } else if (links.start === null) {
    lines.push(line('Console', links.console), '')
  }
  if (links.start !== null) {
    lines.push(line('Your own', links.start, 'three questions, then your script tag (works once)'))
  }
  if (links.letters !== null) lines.push(line('Letters', links.letters, 'every email the demo sends'))
  lines.push(line('Stop', links.data), '')
  return lines.join('\n')
}
