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
  allBusyLeaveEmail: 'All busy. Leave your email',
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
  sentByEmail: (time: string) => `By email, ${time}`,
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
  reopenedBy: (name: string) => `Open again. ${name} can see what you wrote before.`,
  slow: (name: string) => `${name} is still on it.`,
  overdue: 'This takes longer than it should. Wait, or have the answer by email?',
  savedForEmail: (time: string) => `Saved. We aim to answer within ${time}. You can close this page.`,
  savedForTeam: 'Saved for the team. They will write to you.',
  goesByEmail: 'You were gone for a while, so we answer by email.',
  cameBack: (address: string) => `Our email to ${address} came back. Is it spelled right?`,
  chatClosed: 'This chat is closed. Write within 7 days to open it again.',

  youInLine: 'you',
  place: (place: number) => `You are number ${place}`,
  placeNow: (place: number) => `You are number ${place} now`,
  placeEstimate: (time: string) => `About ${time}.`,
  placeKept: (minutes: number) => `You may leave this page, your place is kept for ${minutes} minutes.`,

  nobodyNow: 'Nobody is here right now. Where can we email you?',
  nobodyWithin: (time: string) =>
    `Nobody is here right now. Where can we email you? We aim to answer within ${time}.`,
  nobodyUntil: (day: string, time: string) => `We are back ${day} at ${time}. Where can we email you?`,
  everyoneLeft: 'Everyone has left for now. Leave your email, and we answer when we are back.',
  everyoneLeftWithin: (time: string) =>
    `Everyone has left for now. Leave your email, and we answer within ${time}.`,
  writeFirst: {
    left: 'Everyone has left for now. Write all the same, and leave your email.',
    slow: 'Everybody is busy, and a chat would take long. Write, and leave your email.',
  },
  answerByEmail: 'Have the answer by email',
  inCase: 'If you have to go: where can we send the answer?',
  notNow: 'Not now',
  yourEmail: 'Your email',
  save: 'Save',
  addressUse: 'Used to answer this chat.',
  privacy: 'Privacy',
  privacyMore: 'It is kept with this chat, for the people who answer it. No newsletter comes of it.',
  didYouMean: (address: string) => `Did you mean ${address}?`,
  notAnAddress: 'That is not complete yet. It looks like name@example.com.',
  notSaved: 'Not saved. Try again.',
  savedBeside: (name: string) => `Saved. ${name} can write to you there.`,
}
