import type { VisitorSnapshot } from '@shopbell/chat-client'
import type { WidgetSettings } from '@shopbell/protocol'
import { mountPanel } from '../src/panel/mount-panel'
import { ASSISTANT, conversation, INES, ME, message, NOOR, pending, standing } from '../src/testing/entries'
import { fakeDevice, fakeSession } from '../src/testing/fake-session'
import { DEMO_SETTINGS, fakeShell } from '../src/testing/fake-shell'

// Every state of the panel by name, to look at while working on it: `vite` in apps/widget, then /dev/.
const now = new Date().setHours(16, 4, 0, 0)
const minute = 60_000
const day = 24 * 60 * minute
const open = { kind: 'open' } as const
const live = { kind: 'live', replyMs: 2 * minute } as const
const ines = { id: 'agt_0001', name: 'Ines' } as const

const talk = [
  message(1, ME, 'M or L for a thick jumper under the Harbour coat?', now - 9 * minute),
  standing(2, { to: 'with_agent', because: 'assigned', agent: ines }, now - 8 * minute),
  message(3, INES, 'L. The sleeves stay the same length.', now - 7 * minute),
  message(
    4,
    INES,
    'The size guide has it in figures: https://mackerel-sky.example/size-guide, third row.',
    now - 6 * minute,
  ),
  message(5, ME, 'Thank you.', now - 5 * minute),
  message(
    6,
    ME,
    'And can it be here before Saturday? I am away from Sunday on, and it should come along.',
    now - 4 * minute,
  ),
]

const STATES: Record<
  string,
  Partial<VisitorSnapshot> & {
    draft?: string
    settings?: Partial<WidgetSettings>
    later?: Partial<VisitorSnapshot>
  }
> = {
  connecting: { connection: { kind: 'connecting' } },
  nobody: { connection: open, availability: { kind: 'nobody' } },
  here: { connection: open, availability: live, settings: { ...green() } },
  busy: { connection: open, availability: { kind: 'busy', place: 3, estimateMs: 4 * minute, isOffered: true } },
  closed: { connection: open, availability: { kind: 'closed', opensAt: now + 2 * day } },
  person: {
    connection: open,
    availability: live,
    conversation: conversation({ entries: talk, typing: { name: 'Ines' } }),
  },
  hands: {
    connection: open,
    availability: live,
    unread: 1,
    conversation: conversation({
      marks: { conversation: 'conv_0001', visitor: 6, team: 6 },
      entries: [
        message(1, ASSISTANT, 'It is unlined. Under it there is room for a jumper.', now - day - 10 * minute),
        standing(2, { to: 'with_agent', because: 'assigned', agent: ines }, now - day - 8 * minute),
        message(3, ME, 'M or L for a thick one?', now - day - 7 * minute),
        message(4, INES, 'L. The sleeves stay the same length.', now - day - 2 * minute),
        message(
          6,
          INES,
          'The L came in this morning. I have kept one back for you until Friday.',
          now - 400 * minute,
          'letter',
        ),
        message(7, INES, 'Good morning. Did my letter reach you?', now - 380 * minute),
      ],
    }),
  },
  waiting: {
    connection: open,
    availability: { kind: 'busy', place: 4, estimateMs: null, isOffered: true },
    settings: { ...green() },
    conversation: conversation({
      standing: { status: 'waiting', sinceMs: now },
      marks: { conversation: 'conv_0001', visitor: 2, team: 0 },
      entries: [
        message(1, ME, 'Order 88213 says delivered, but it is not here.', now - 3 * minute),
        standing(2, { to: 'waiting', because: 'agent_lost', agent: ines }, now - minute),
      ],
    }),
  },
  offline: {
    connection: { kind: 'offline' },
    draft: 'Is there parking near',
    conversation: conversation({ entries: talk.slice(0, 4) }),
    pending: [
      pending(
        'Yes. Until Saturday?',
        { kind: 'refused', code: 'invalid', message: 'The text could not be read.' },
        now - 3 * minute,
      ),
      pending('Thank you. I will bring the old pair, the left sole has come off.', { kind: 'kept' }, now),
    ],
  },
  reconnecting: {
    connection: { kind: 'reconnecting', attempt: 2 },
    conversation: conversation({ entries: talk }),
    pending: [
      pending('One more thing.', { kind: 'kept' }, now),
      pending('Is it washable?', { kind: 'kept' }, now),
    ],
  },
  ended: {
    connection: { kind: 'ended', code: 'origin_not_allowed' },
    conversation: conversation({ entries: talk.slice(0, 3) }),
    pending: [pending('One more thing.', { kind: 'kept' }, now)],
  },
  sending: {
    connection: open,
    availability: live,
    conversation: conversation({ entries: talk }),
    pending: [pending('One more thing.', { kind: 'sending' }, now)],
  },
  over: {
    connection: open,
    availability: live,
    conversation: conversation({
      standing: { status: 'closed', closedAtMs: now },
      entries: [
        ...talk,
        message(7, INES, 'It leaves today and is there on Thursday.', now - 3 * minute),
        standing(8, { to: 'closed', because: 'agent', agent: ines }, now - minute),
      ],
    }),
  },
  pill: {
    connection: open,
    availability: live,
    conversation: conversation({ entries: long(), hasEarlier: true }),
    later: {
      unread: 1,
      conversation: conversation({
        entries: [...long(), message(41, NOOR, 'Here I am.', now)],
        marks: { conversation: 'conv_0001', visitor: 40, team: 40 },
      }),
    },
  },
  long: {
    connection: open,
    availability: { kind: 'closed', opensAt: now + 4 * day },
    settings: { name: 'Donaudampfschifffahrtsgesellschaft & Söhne, Feine Waren' },
    draft: 'A first line\nand a second\nthird\nfourth\nfifth\nsixth, which scrolls',
    conversation: conversation({
      standing: { status: 'by_email', awaiting: 'store', promisedAtMs: now },
      entries: [
        message(
          1,
          ME,
          `${'Reallylongwordwithoutanyspace'.repeat(5)} https://shop.example/${'a/'.repeat(60)}`,
          now - 5 * minute,
        ),
        message(
          2,
          { kind: 'agent', id: 'agt_0003', name: 'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine' },
          'هل المعطف مبطّن؟',
          now - 4 * minute,
        ),
        message(3, INES, `${'Reallylongwordwithoutanyspace'.repeat(5)}`, now - 3 * minute),
      ],
    }),
  },
  toolong: {
    connection: open,
    availability: live,
    draft: 'Is it warm enough for a winter by the sea? '.repeat(240),
  },
}

function green() {
  return {
    name: 'Oat & Anvil',
    accent: {
      accent: '#10614F',
      onAccent: '#FFFFFF',
      textLight: '#10614F',
      textDark: '#5CC4A6',
      accentDark: '#5CC4A6',
      onAccentDark: '#06231B',
    },
  }
}

function long() {
  return Array.from({ length: 40 }, (_, at) =>
    message(
      at + 1,
      at % 3 ? NOOR : ME,
      `Line ${at + 1} of a long conversation, long enough to break.`,
      now - (45 - at) * minute,
    ),
  )
}

const asked = new URLSearchParams(location.search)
const name = asked.get('state') ?? 'person'
const state = STATES[name] ?? {}
document.documentElement.classList.toggle('dark', asked.has('dark'))
if (asked.has('hostile')) {
  const hostile = document.createElement('link')
  hostile.rel = 'stylesheet'
  hostile.href = 'page-hostile.css'
  document.head.append(hostile)
}
document.documentElement.dir = asked.has('rtl') ? 'rtl' : 'ltr'
for (const each of Object.keys(STATES)) {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = `?state=${each}`
  link.textContent = each
  item.append(link)
  document.querySelector('ul')?.append(item)
}

const { draft = '', settings, later, ...snapshot } = state
const session = fakeSession(snapshot)
const shell = fakeShell(
  { ...DEMO_SETTINGS, ...settings, ...(asked.has('left') ? { side: 'left' } : {}) },
  asked.has('dark'),
)
shell.matchPage()
const panel = mountPanel({
  shell,
  session,
  device: fakeDevice({ draft, open: !asked.has('shut') }),
  now: () => now,
  loadConversation: () => import('../src/conversation/start-conversation'),
})
await panel.resume()
if (asked.has('shut') && later) session.show(later)
if (later && !asked.has('shut')) {
  const log = shell.root.querySelector('.log')
  log?.scrollTo(0, 600)
  setTimeout(() => session.show(later), 200)
}
