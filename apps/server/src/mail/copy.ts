import type { StandingStatus } from '@shopbell/protocol'

/** The languages that letters are written in. */
export type Language = 'en' | 'de'

/** Every word that a letter says by itself. */
export interface LetterCopy {
  readonly receipt: {
    subject(store: string): string
    words(store: string): string
    promised(withinMs: number): string
    readonly open: string
    small(store: string): string
  }
  readonly replies: {
    subject(store: string, name: string): string
    readonly open: string
    small(store: string, isAnswerable: boolean): string
  }
  readonly transcript: {
    subject(store: string, date: string): string
    words(store: string, date: string): string
    readonly you: string
    readonly assistant: string
    times(zone: string): string
  }
}

/** How each writes a date: the day before the month, which no reader takes for the other way round. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' }

/** The language that a reader of this BCP 47 tag gets; English where we have none of theirs. */
export function languageFor(tag: string | null): Language {
  return tag?.toLowerCase().split('-', 1)[0] === 'de' ? 'de' : 'en'
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A stretch of time as one says it, rounded up: "20 minutes", "24 hours", "3 days". */
export function spanWords(ms: number, language: Language): string {
  const [unit, size] = ms <= 90 * MINUTE ? UNITS.minutes : ms <= 2 * DAY ? UNITS.hours : UNITS.days
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.max(1, Math.ceil(ms / size)),
  )
}

const UNITS = { minutes: ['minute', MINUTE], hours: ['hour', HOUR], days: ['day', DAY] } as const

/** "Europe/Berlin" as one says it. */
function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

const en: LetterCopy = {
  receipt: {
    subject: (store) => `${store}: we have your message`,
    words: (store) => `We have your message. The team of ${store} will answer you by email.`,
    promised: (withinMs) => `We aim to answer within ${spanWords(withinMs, 'en')}.`,
    open: 'Open the chat',
    small: (store) =>
      `You get this because somebody left your address in the chat of ${store}. If that was not you, you need do nothing.`,
  },
  replies: {
    subject: (store, name) => `${store}: ${name} replied`,
    open: 'Open the chat',
    small: (store, isAnswerable) =>
      isAnswerable
        ? `To answer, write back to this email or open the chat. You get this because you left your address in the chat of ${store}.`
        : `To answer, open the chat. You get this because you left your address in the chat of ${store}.`,
  },
  transcript: {
    subject: (store, date) => `${store}: your chat of ${date}`,
    words: (store, date) => `This is your chat with ${store} of ${date}.`,
    you: 'You',
    assistant: 'Assistant, automated',
    times: (zone) => `Times of ${placeOf(zone)}.`,
  },
}

const de: LetterCopy = {
  receipt: {
    subject: (store) => `${store}: Ihre Nachricht ist da`,
    words: (store) => `Ihre Nachricht ist da. Das Team von ${store} antwortet Ihnen per E-Mail.`,
    promised: (withinMs) => `Wir möchten innerhalb von ${dative(spanWords(withinMs, 'de'))} antworten.`,
    open: 'Zum Chat',
    small: (store) =>
      `Sie erhalten diese E-Mail, weil jemand Ihre Adresse im Chat von ${store} hinterlassen hat. Wenn Sie das nicht waren, müssen Sie nichts tun.`,
  },
  replies: {
    subject: (store, name) => `${store}: ${name} hat geantwortet`,
    open: 'Zum Chat',
    small: (store, isAnswerable) =>
      isAnswerable
        ? `Antworten Sie einfach auf diese E-Mail oder im Chat. Sie erhalten sie, weil Sie Ihre Adresse im Chat von ${store} hinterlassen haben.`
        : `Antworten können Sie im Chat. Sie erhalten diese E-Mail, weil Sie Ihre Adresse im Chat von ${store} hinterlassen haben.`,
  },
  transcript: {
    subject: (store, date) => `${store}: Ihr Chat vom ${date}`,
    words: (store, date) => `Das ist Ihr Chat mit ${store} vom ${date}.`,
    you: 'Sie',
    assistant: 'Assistent, automatisch',
    times: (zone) => `Zeiten von ${placeOf(zone)}.`,
  },
}

/** "innerhalb von" asks for the dative: of our units only days and one hour change. */
function dative(span: string): string {
  return span
    .replace(/Tage$/, 'Tagen')
    .replace(/^1 (Stunde|Minute)$/, 'einer $1')
    .replace(/^1 Tag$/, 'einem Tag')
}

/** What shoppers read, by language. */
export const shopperCopy: Readonly<Record<Language, LetterCopy>> = { en, de }

/** What the team reads. */
export const teamCopy = {
  waiting: {
    subject: (status: StandingStatus, waited: string, firstWords: string) =>
      status === 'by_email' ? `New by email: ${firstWords}` : `Waiting ${waited}: ${firstWords}`,
    words: (name: string, store: string, waited: string) =>
      `${name} wrote to ${store} ${waited} ago, and nobody has answered yet.`,
    somebody: 'A shopper',
    open: 'Open the conversation',
    small: (store: string) => `You get this because you answer at ${store}.`,
  },
  invitation: {
    subject: (owner: string, store: string) => `${owner} invites you to answer at ${store}`,
    words: (owner: string, store: string) =>
      `${owner} invites you to answer shoppers at ${store} with Shopbell, its live chat.`,
    open: 'Accept the invitation',
    small: (span: string) =>
      `The link works once, within ${span}. If you do not know the sender, you need do nothing.`,
  },
  passwordReset: {
    subject: 'Set your Shopbell password',
    words: 'Somebody, most likely you, asked to set your Shopbell password anew.',
    open: 'Set the password',
    small: (span: string) =>
      `The link works once, within ${span}. If you did not ask for it, you need do nothing: the old password stays.`,
  },
  test: {
    subject: (store: string) => `${store}: your test letter`,
    words: (store: string) =>
      `Letters of ${store} arrive. Follow the link to say so: from then on the chat promises answers by email.`,
    open: 'This letter arrived',
    small: 'You get this because you asked for a test letter on the email page of Shopbell.',
  },
} as const
