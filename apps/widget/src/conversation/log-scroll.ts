/** Where the log is scrolled to, kept right while things come and go in it. */
export interface LogScroll {
  readonly attach: (element: HTMLElement | null) => void
  /** Call before and after each drawing of the log. */
  readonly beforeDraw: () => void
  readonly afterDraw: () => void
  /** Call when it has been scrolled, before anything else is asked. */
  readonly look: () => void
  readonly isAtEnd: () => boolean
  readonly toEnd: () => void
  /** The distance from the end in pixels, null at the end; so that the next page can begin there. */
  readonly place: () => number | null
  /** Returns whether the log is long enough for it yet. */
  readonly restore: (place: number) => boolean
  /** Brings the line that says "New" into sight where it has none. */
  readonly toNewLine: () => void
  /** The highest number whose line is wholly above the lower edge. */
  readonly seenSeq: () => number
  readonly isNearStart: () => boolean
}

const END_PX = 32
const START_PX = 300
/** What stays in sight above the line that says "New". */
const NEW_LINE_PX = 48
/** A bubble's padding and border, left and right. */
const EDGES_PX = 24

/** Follows the end while the shopper is there, and otherwise keeps what is being read where it is. */
export function logScroll(): LogScroll {
  let log: HTMLElement | null = null
  let isAtEnd = true
  let anchor: { seq: string; top: number } | null = null

  const distance = () => (log ? log.scrollHeight - log.scrollTop - log.clientHeight : 0)
  const lines = () => [...(log?.querySelectorAll<HTMLElement>('[data-seq]') ?? [])]
  const follow = () => {
    if (log && isAtEnd) log.scrollTop = log.scrollHeight
  }
  // The composer grows and the keyboard comes: the end stays in sight.
  const resizes = new ResizeObserver(follow)
  const look = () => {
    isAtEnd = distance() < END_PX
  }

  return {
    attach(element) {
      if (element === log) return
      resizes.disconnect()
      log = element
      if (element) resizes.observe(element)
    },
    beforeDraw() {
      anchor = null
      if (!log || isAtEnd) return
      const edge = log.getBoundingClientRect().top
      const line = lines().find((each) => each.getBoundingClientRect().bottom > edge)
      if (line?.dataset.seq) anchor = { seq: line.dataset.seq, top: line.getBoundingClientRect().top }
    },
    afterDraw() {
      fitBubbles(log)
      follow()
      const line = anchor && log?.querySelector(`[data-seq="${anchor.seq}"]`)
      if (line && anchor && log) log.scrollTop += line.getBoundingClientRect().top - anchor.top
    },
    look,
    isAtEnd: () => isAtEnd,
    toEnd() {
      isAtEnd = true
      follow()
    },
    place: () => (isAtEnd ? null : distance()),
    restore(place) {
      if (!log) return false
      const top = log.scrollHeight - log.clientHeight - place
      log.scrollTop = top
      look()
      return top >= 0
    },
    toNewLine() {
      const line = log?.querySelector('.new-line')
      const above = log && line ? log.getBoundingClientRect().top - line.getBoundingClientRect().top : 0
      if (!log || above <= 0) return
      log.scrollTop -= above + NEW_LINE_PX
      look()
    },
    seenSeq() {
      const edge = (log?.getBoundingClientRect().bottom ?? 0) + 1
      const line = lines().findLast((each) => each.getBoundingClientRect().bottom <= edge)
      return Number(line?.dataset.seq ?? 0)
    },
    isNearStart: () => log !== null && log.scrollTop < START_PX,
  }
}

/** Shrinks each bubble that has wrapped to its widest line: no style sheet can. */
function fitBubbles(log: HTMLElement | null) {
  for (const bubble of log?.querySelectorAll<HTMLElement>('.bubble:not([style])') ?? []) {
    const words = document.createRange()
    words.selectNodeContents(bubble)
    const { width } = words.getBoundingClientRect()
    // Nothing is measured while the panel is closed.
    if (width > 0) bubble.style.setProperty('--fit', `${Math.ceil(width) + EDGES_PX}px`)
  }
}
