import type { PageType } from '@shopbell/protocol'
import { panelWords } from './copy'

/** The words of everything that is drawn from what the server says; see `copy.ts`. */

/** For dates and numbers: their words must be in the language of the words around them. */
export const language = 'en'

const HELLO = 'Hello. What can we help with?'

export const words = {
  greeting: {
    product: 'Questions about this item? Ask us.',
    cart: 'Anything unclear before you order?',
    checkout: 'Stuck at checkout? Tell us where.',
    order: HELLO,
    other: HELLO,
  } satisfies Record<PageType, string>,

  weAreHere: 'We are here',
  weAreHereUsually: (time: string) => `We are here. Usually ${time}`,
  withYou: (name: string) => `${name} is with you`,
  allBusy: 'All busy',
  allBusyNumber: (place: number) => `All busy. You are number ${place}`,
  allBusyAbout: (place: number, time: string) => `All busy. Number ${place}, about ${time}`,
  assistant: 'Assistant, automated',
  closedBack: (day: string, time: string) => `Closed. Back ${day} at ${time}`,
  closedForNow: 'Closed for now',
  nobody: 'Nobody is at the desk right now',

  reconnecting: 'Reconnecting. Your words are kept',
  offline: 'You are offline. We send when you are back',
  unreachable: 'Chat cannot be reached.',

  messages: 'Messages',
  write: panelWords.write,
  writeWaiting: 'Add anything that helps',
  writeByEmail: 'Write, and we answer by email',

  sending: 'Sending',
  sent: (time: string) => `Sent ${time}`,
  seen: (time: string) => `Seen ${time}`,
  sendingLater: 'Sending when you are back',
  notSentYet: 'Not sent yet',
  tryingAgain: 'We could not store this yet. Trying again.',
  notSent: (reason: string) => `Not sent. ${reason}`,
  tryAgain: 'Try again',
  remove: 'Remove',

  you: 'You',
  assistantName: 'Assistant',
  /** After the name of whoever speaks, with the separators of the language. */
  by: {
    person: (time: string) => `, ${time}`,
    assistant: (_time: string) => ', automated',
    letter: (time: string) => `, by email, ${time}`,
  },
  isTyping: (name: string) => `${name} is typing`,
  typing: 'typing',
  newLine: 'New',
  newMessages: 'New messages',

  joined: (name: string) => `${name} has joined and can see everything above.`,
  returned: (name: string) => `${name} is back.`,
  lost: (name: string) => `${name} lost the connection. You keep your place at the front.`,
  released: 'Another person will take over. They can see everything above.',
  reopened: 'Open again. We can see what you wrote before.',
  slow: (name: string) => `${name} is still on it.`,
  overdue: 'This takes longer than it should. Wait, or have the answer by email?',
  savedForEmail: (time: string) => `Saved. We aim to answer within ${time}. You can close this page.`,
  savedForTeam: 'Saved for the team. They will write to you.',
  goesByEmail: 'You were gone for a while, so we answer by email.',
  chatClosed: 'This chat is closed. Write within 7 days to open it again.',
}
