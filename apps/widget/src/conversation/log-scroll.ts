/** Where the log is scrolled to, kept right while things come and go in it. */
export interface LogScroll {
  readonly attach: (element: HTMLElement | null) => void
  /** Call before and after each drawing of the log. */
  readonly beforeDraw: () => void
  readonly afterDraw: () => void
  readonly isAtEnd: () => boolean
  readonly toEnd: () => void
  /** The distance from the end in pixels, null at the end; so that the next page can begin there. */
  readonly place: () => number | null
  readonly restore: (place: number | null) => void
  /** The highest number whose line is wholly above the lower edge. */
  readonly seenSeq: () => number
  readonly isNearStart: () => boolean
}

const END_PX = 32
const START_PX = 300
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
      if (!element) return
      resizes.observe(element)
      element.addEventListener('scroll', look)
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
    isAtEnd: () => isAtEnd,
    toEnd() {
      isAtEnd = true
      follow()
    },
    place: () => (isAtEnd ? null : distance()),
    restore(place) {
      if (!log) return
      log.scrollTop = log.scrollHeight - log.clientHeight - (place ?? 0)
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
