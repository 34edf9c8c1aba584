import { expect, test } from 'vitest'
import { languageFor, spanWords } from './copy'
import type { Written } from './letter-parts'
import { receipt, replies, transcript } from './letters-to-shoppers'
import { invitation, passwordReset, testLetter, waitingNotice } from './letters-to-team'

const shopper = { store: 'Harbour & Sons', language: 'en', chatUrl: 'https://shop.example.com/' } as const
const HOSTILE = `</div><script>alert(1)</script><img src=x onerror=alert(1)> "quotes" & 'more'`

test('a receipt says that the message is there, by when an answer comes, and whose chat it was', () => {
  const letter = receipt(shopper, 24 * 3_600_000)
  expect(letter.subject).toBe('Harbour & Sons: we have your message')
  expect(letter.text).toContain('The team of Harbour & Sons will answer you by email.')
  expect(letter.text).toContain('We aim to answer within 24 hours.')
  expect(letter.text).toContain('Open the chat:\nhttps://shop.example.com/')
  expect(receipt(shopper, null).text).not.toContain('within')
})

test('a receipt speaks the language of the chat', () => {
  const german = { ...shopper, language: languageFor('de-AT') }
  const letter = receipt(german, 3 * 86_400_000)
  expect(letter.subject).toBe('Harbour & Sons: Ihre Nachricht ist da')
  expect(letter.text).toContain('Wir möchten innerhalb von 3 Tagen antworten.')
  expect(letter.html).toContain('<html lang="de">')
  expect(languageFor('pt-BR')).toBe('en')
  expect(languageFor(null)).toBe('en')
})

test('several replies come in one letter, in their order, under their names', () => {
  const said = [
    { name: 'Ines', text: 'We do.\nIn three days.' },
    { name: 'Noor', text: 'And it is wrapped.' },
  ]
  const letter = replies(shopper, said, { isAnswerable: true })
  expect(letter.subject).toBe('Harbour & Sons: Noor replied')
  expect(letter.text).toContain('Ines:\n  We do.\n  In three days.\n\nNoor:\n  And it is wrapped.')
  expect(letter.text).toContain('write back to this email')
  expect(replies(shopper, said, { isAnswerable: false }).text).not.toContain('write back')
})

test('a transcript holds what everybody said, and when', () => {
  const at = Date.parse('2026-03-29T08:30:00Z')
  const letter = transcript(shopper, {
    openedAt: at,
    zone: 'Europe/Berlin',
    said: [
      { by: 'visitor', name: null, text: 'Do you ship to Norway?', at },
      { by: 'assistant', name: null, text: 'Seven days.', at },
      { by: 'agent', name: 'Ines', text: 'Or three, by air.', at },
    ],
  })
  expect(letter.subject).toBe('Harbour & Sons: your chat of 29 March 2026')
  expect(letter.text).toMatch(/You, 29 Mar 2026, 10:30:\n {2}Do you ship to Norway\?/)
  expect(letter.text).toContain('Times of Berlin.')
  expect(letter.text).toMatch(/Assistant, automated, .*:\n {2}Seven days\./)
  expect(letter.text).toMatch(/Ines, .*:\n {2}Or three, by air\./)
})

test('the team reads who waits, how long, and for what', () => {
  const waits = {
    store: 'Harbour & Sons',
    status: 'waiting',
    visitorName: null,
    firstWords: 'My flask is dented',
    lastWords: 'Hello?',
    waitedMs: 130_000,
    conversationUrl: 'https://chat.example.com/console/sto_1/all/conv_1',
  } as const
  expect(waitingNotice(waits)).toMatchObject({
    subject: 'Waiting 3 minutes: My flask is dented',
    text: expect.stringContaining('https://chat.example.com/console/sto_1/all/conv_1'),
  })
  expect(waitingNotice({ ...waits, status: 'by_email' }).subject).toBe('New by email: My flask is dented')
})

test('links for the team say what they do and how long they work', () => {
  const link = { url: 'https://chat.example.com/join/abcd', validMs: 7 * 86_400_000 }
  const invited = invitation({ ...link, store: 'Harbour & Sons', by: 'Ines' })
  expect(invited.subject).toBe('Ines invites you to answer at Harbour & Sons')
  expect(invited.text).toContain('Accept the invitation:\nhttps://chat.example.com/join/abcd')
  expect(invited.text).toContain('The link works once, within 7 days.')
  expect(passwordReset({ ...link, validMs: 3_600_000 })).toMatchObject({
    subject: 'Set your Shopbell password',
    text: expect.stringContaining('within 60 minutes'),
  })
  expect(testLetter({ store: 'Harbour & Sons', url: link.url }).text).toContain(link.url)
})

const everyLetter: readonly Written[] = [
  receipt({ ...shopper, store: HOSTILE, chatUrl: 'javascript:alert(1)' }, null),
  replies({ ...shopper, store: HOSTILE }, [{ name: HOSTILE, text: HOSTILE }], { isAnswerable: true }),
  transcript(
    { ...shopper, store: HOSTILE },
    { openedAt: 0, zone: 'UTC', said: [{ by: 'agent', name: HOSTILE, text: HOSTILE, at: 0 }] },
  ),
  waitingNotice({
    store: HOSTILE,
    status: 'waiting',
    visitorName: HOSTILE,
    firstWords: HOSTILE,
    lastWords: HOSTILE,
    waitedMs: 1,
    conversationUrl: 'https://x.example/"onclick="alert(1)',
  }),
  invitation({ store: HOSTILE, by: HOSTILE, url: 'https://x.example/a', validMs: 1 }),
]

/** Every tag of a page, as it stands between its angle brackets. */
const tagsOf = (html: string) => [...html.matchAll(/<([^<>]*)>/g)].map(([, tag = '']) => tag)
/** What a reader sees of a page. */
const wordsOf = (html: string) =>
  html
    .replace(/<(style|title)>.*?<\/\1>/gs, '')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim()

const PLAIN_TAGS = /^(!doctype|\/?(html|head|body|div|p|title|style)|meta|br|a|\/a)\b/
const PLAIN_ATTRIBUTES = /^( (lang|charset|name|content|class|dir|href|target|rel)="[^"<>]*")*$/

test.each(everyLetter)('whatever a person typed is text in $subject', ({ html }) => {
  expect(wordsOf(html)).toContain('<script>alert(1)</script><img src=x onerror=alert(1)> "quotes" & \'more\'')
  for (const tag of tagsOf(html).filter((tag) => tag !== '!doctype html')) {
    expect(tag).toMatch(PLAIN_TAGS)
    expect(tag.replace(/^\/?\w+/, '')).toMatch(PLAIN_ATTRIBUTES)
    expect(tag).not.toMatch(/href="(?!https?:)/)
  }
})

test.each(everyLetter)('nothing is fetched by opening $subject', ({ html }) => {
  expect(html).not.toMatch(/url\(|@import|<[^>]*\bsrc=/)
})

test.each(everyLetter)('who reads $subject as text reads the same words', ({ html, text }) => {
  const plain = text.replace(/:\nhttps?:\S+/g, '').replace(/^-- $/gm, '')
  const bare = (words: string) => words.replace(/[\s:]+/g, ' ').trim()
  expect(bare(wordsOf(html))).toBe(bare(plain))
})

test.each([
  [1, '1 minute'],
  [90 * 60_000, '90 minutes'],
  [90 * 60_000 + 1, '2 hours'],
  [24 * 3_600_000, '24 hours'],
  [49 * 3_600_000, '3 days'],
])('%d ms are called %s', (ms, words) => {
  expect(spanWords(ms, 'en')).toBe(words)
})
