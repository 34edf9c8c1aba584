import type { VisitorKept, VisitorSnapshot } from '@shopbell/chat-client'
import type { PageContext } from '@shopbell/protocol'
import type { ComponentChildren, HTMLAttributes } from 'preact'

/**
 * Everything that is drawn from what the server says, as the panel knows it: who is there, and the log. It is a
 * chunk of its own: a first message can be written and sent without it, and it is here before an answer is.
 */
export interface ConversationPart {
  /** Under the store's name: who is there. */
  status(): ComponentChildren
  /** Under the header: why nothing comes or goes. */
  strip(): ComponentChildren
  /** What stands in the log. */
  lines(): ComponentChildren
  /** What floats above the log. */
  pill(): ComponentChildren
  /** What the log's element is told. */
  log(): HTMLAttributes<HTMLDivElement>
  /** What the empty composer says. */
  placeholder(): string
  /** Around each drawing. */
  beforeDraw(): void
  afterDraw(): void
  opened(): void
  /** Returns what is to be kept for the next page. */
  closed(): Partial<VisitorKept>
  heard(before: VisitorSnapshot, after: VisitorSnapshot): void
  /** The page, to go with a message. */
  page(): PageContext
  /** The shopper has sent something. */
  sent(): void
}

/** By hand, or found open from the page before: then it stands where it stood, and nothing moves. */
export type Opening = 'opened' | 'restored'
