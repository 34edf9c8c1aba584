import type { VisitorSnapshot } from '@shopbell/chat-client'
import type { Availability, Entry } from '@shopbell/protocol'
import type { KeptAddress } from './kept-address'

/** Why the shopper is asked, at the end of the log, where the answer may go. */
export type Ask =
  /** Nobody is there to answer. `hasLeft`: somebody was, while the panel has been open. */
  | { readonly kind: 'nobody'; readonly hasLeft: boolean }
  /** Nothing was written that could be answered, and live chat is not to be had: everybody left, or it takes too long. */
  | { readonly kind: 'write_first'; readonly because: 'left' | 'slow' }
  /** They wait in line; it `isSlow` where it takes longer than the store promises. */
  | { readonly kind: 'in_line'; readonly isSlow: boolean }
  /** The person who has the conversation does not answer. */
  | { readonly kind: 'overdue' }
  /** Once, while a person chats. */
  | { readonly kind: 'in_case' }
  /** The letter to the address that was left came back. */
  | { readonly kind: 'came_back' }

export interface Circumstances {
  readonly snapshot: VisitorSnapshot
  /** The last person left while the panel was open, and nobody has come since. */
  readonly hasLeft: boolean
  /** Live chat was not offered when this shopper wrote. */
  readonly isSlow: boolean
  /** An address is being typed: whatever changes around it, it is not taken away. */
  readonly isOpen: boolean
  /** Where an address was left, or refused, last. */
  readonly settled: Omit<KeptAddress, 'typed'>
}

/** What the shopper is to be asked now, if anything. Pure. */
export function askOf({ snapshot, hasLeft, isSlow, isOpen, settled }: Circumstances): Ask | null {
  const { availability, conversation, pending } = snapshot
  const standing = conversation?.standing
  if (!standing || standing.status === 'closed') {
    if (pending.length > 0) return null
    if (hasLeft) return { kind: 'write_first', because: 'left' }
    return isRestrained(availability) ? { kind: 'write_first', because: 'slow' } : null
  }
  const { entries } = conversation
  const isSettled = settled.settledIn === conversation.conversation
  const isNews = (entry: Entry | undefined) => entry && (!isSettled || entry.seq > settled.settledAt)
  if (isNews(entries.findLast(({ kind }) => kind === 'letter_state'))) return { kind: 'came_back' }
  switch (standing.status) {
    case 'waiting':
      if (isNobody(availability)) return { kind: 'nobody', hasLeft }
      if (availability?.kind === 'busy') return { kind: 'in_line', isSlow }
      return isOpen ? { kind: 'in_case' } : null
    case 'with_agent': {
      const last = entries.findLast((entry) => isByPerson(entry) || isOverdue(entry))
      if (last && isOverdue(last) && isNews(last)) return { kind: 'overdue' }
      const isDue = !isSettled && entries.some(isByPerson) && !entries.some(isByEmail)
      return isDue || isOpen ? { kind: 'in_case' } : null
    }
    case 'with_assistant':
    case 'by_email':
      return null
  }
}

/** Whether there is nobody who could answer now. */
export function isNobody(availability: Availability | null): boolean {
  return availability?.kind === 'nobody' || availability?.kind === 'closed'
}

/** Whether it would take longer than the store promises. */
export function isRestrained(availability: Availability | null): boolean {
  return availability?.kind === 'busy' && !availability.isOffered
}

function isByPerson({ kind, sender }: Entry): boolean {
  return kind === 'message' && sender.kind === 'agent'
}

function isOverdue({ kind, body }: Entry): boolean {
  return kind === 'standing' && body.because === 'overdue'
}

/** Then the address is known. */
function isByEmail({ kind, body }: Entry): boolean {
  return kind === 'standing' && body.to === 'by_email'
}
