import type { StandingBody } from '@shopbell/protocol'
import { words } from '../copy-conversation'

/** What a change of standing says to the shopper. `isKnot`: somebody takes the thread over here. */
export function eventWords(body: StandingBody): { readonly text: string; readonly isKnot: boolean } {
  switch (body.because) {
    case 'assigned':
    case 'claimed':
      return { text: words.joined(body.agent.name), isKnot: true }
    case 'returned':
      return { text: words.returned(body.agent.name), isKnot: true }
    case 'agent_lost':
      return { text: words.lost(body.agent.name), isKnot: false }
    case 'reopened':
      return { text: words.reopened, isKnot: false }
    case 'released':
      return { text: words.released, isKnot: false }
    case 'agent':
    case 'deadline':
      return { text: words.chatClosed, isKnot: false }
  }
}
