import type { VisitorSnapshot } from '@shopbell/chat-client'
import type { Entry, WidgetSettings } from '@shopbell/protocol'
import { mountPanel } from '../src/panel/mount-panel'
import {
  ASSISTANT,
  cameBack,
  conversation,
  INES,
  ME,
  message,
  NOOR,
  pending,
  standing,
} from '../src/testing/entries'
import { fakeDevice, fakeSession } from '../src/testing/fake-session'
import { DEMO_SETTINGS, fakeShell } from '../src/testing/fake-shell'

// Every state of the panel by name, to look at while working on it: `vite` in apps/widget, then /dev/.
const now = new Date().setHours(16, 4, 0, 0)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
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
    /** What stands in the field for it. */
    address?: string
  }
> = {
  connecting: { connection: { kind: 'connecting' } },
  nobody: { connection: open, availability: { kind: 'nobody' } },
  here: { connection: open, availability: live, settings: { ...green() } },
  busy: {
    connection: open,
    availability: { kind: 'busy', place: 3, estimateMs: 4 * minute, isOffered: true },
  },
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
  line: {
    connection: open,
    availability: { kind: 'busy', place: 7, estimateMs: 14 * minute, isOffered: true },
    conversation: waiting(),
    later: { availability: { kind: 'busy', place: 2, estimateMs: 4 * minute, isOffered: true } },
  },
  restrained: {
    connection: open,
    availability: { kind: 'busy', place: 9, estimateMs: 25 * minute, isOffered: false },
  },
  night: {
    connection: open,
    availability: { kind: 'closed', opensAt: now + day - 7 * hour },
    conversation: waiting(),
  },
  empty: { connection: open, availability: { kind: 'nobody' }, conversation: waiting() },
  left: {
    connection: open,
    availability: live,
    conversation: waiting(),
    later: { availability: { kind: 'nobody' } },
  },
  leftunwritten: { connection: open, availability: live, later: { availability: { kind: 'nobody' } } },
  incase: {
    connection: open,
    availability: live,
    conversation: conversation({ entries: talk.slice(0, 4) }),
  },
  overdue: {
    connection: open,
    availability: { kind: 'busy', place: 3, estimateMs: null, isOffered: true },
    conversation: conversation({
      standing: { status: 'with_agent', agentId: ines.id, agentName: ines.name, awaiting: 'agent' },
      entries: [
        ...talk,
        standing(7, { to: 'with_agent', because: 'slow', agent: ines }, now - 2 * minute),
        standing(8, { to: 'with_agent', because: 'overdue', agent: ines }, now - minute),
      ],
    }),
  },
  email: {
    connection: open,
    availability: { kind: 'nobody' },
    conversation: byEmail(saved(2, true)),
  },
  unpromised: { connection: open, availability: { kind: 'nobody' }, conversation: byEmail(saved(2, false)) },
  letters: {
    connection: open,
    availability: live,
    conversation: byEmail(
      saved(2, true),
      message(3, INES, 'It is with your neighbour at number 12.', now - 40 * minute, 'letter'),
      message(4, ME, 'He says he has not got it. I asked twice.', now - 20 * minute, 'letter'),
      message(5, INES, 'Then we send another one today, on us.', now - 10 * minute, 'letter'),
    ),
  },
  cameback: {
    connection: open,
    availability: live,
    conversation: byEmail(
      saved(2, true),
      message(3, INES, 'It is with your neighbour at number 12.', now - 40 * minute),
      cameBack(4, 'mo.okafor@gmial.com', now - 30 * minute),
    ),
    address: 'mo.okafor@gmial.com',
  },
  transferred: {
    connection: open,
    availability: live,
    conversation: conversation({
      standing: { status: 'with_agent', agentId: 'agt_0002', agentName: 'Noor', awaiting: 'agent' },
      entries: [
        ...talk.slice(0, 4),
        standing(5, { to: 'closed', because: 'agent', agent: ines }, now - 5 * minute),
        standing(6, { to: 'with_agent', because: 'reopened', agent: ines }, now - 4 * minute),
        standing(
          7,
          { to: 'waiting', because: 'transferred', agent: ines, team: { id: 'team_0001', name: 'Repairs' } },
          now - 3 * minute,
        ),
        standing(
          8,
          { to: 'with_agent', because: 'assigned', agent: { id: 'agt_0002', name: 'Noor' } },
          now - minute,
        ),
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

function waiting() {
  return conversation({
    standing: { status: 'waiting', sinceMs: now - minute },
    marks: { conversation: 'conv_0001', visitor: 1, team: 0 },
    entries: [message(1, ME, 'Order 88213 says delivered, but it is not here.', now - minute)],
  })
}

function byEmail(...later: Entry[]) {
  return conversation({
    standing: { status: 'by_email', awaiting: 'store', promisedAtMs: now + 23 * hour },
    entries: [message(1, ME, 'Order 88213 says delivered, but it is not here.', now - hour), ...later],
  })
}

function saved(seq: number, isPromised: boolean) {
  const atMs = now - hour
  return standing(
    seq,
    { to: 'by_email', because: 'address_left', promisedAtMs: atMs + day, isPromised },
    atMs,
  )
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

const { draft = '', address, settings, later, ...snapshot } = state
const session = fakeSession(snapshot)
const shell = fakeShell(
  { ...DEMO_SETTINGS, ...settings, ...(asked.has('left') ? { side: 'left' } : {}) },
  asked.has('dark'),
)
shell.matchPage()
const panel = mountPanel({
  shell,
  session,
  device: fakeDevice({
    draft,
    open: !asked.has('shut'),
    address: address === undefined ? null : { typed: address, settledIn: 'conv_0001', settledAt: 1 },
  }),
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
