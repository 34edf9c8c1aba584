import type { ConversationSnapshot } from '@shopbell/chat-client'
import type {
  Colleague,
  ConversationId,
  ConversationRow,
  Entry,
  Member,
  Sender,
  Standing,
} from '@shopbell/protocol'
import type { Holding } from './fake-server'
import { letterbox } from './letterbox'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A believable afternoon at the demo store. Times are counted back from `now`. */
export function afternoon(
  now: number,
): Holding & { conversations: Map<ConversationId, ConversationSnapshot> } {
  const mine = (awaiting: 'visitor' | 'agent'): Standing => ({
    status: 'with_agent',
    agentId: 'agt_ines',
    agentName: 'Ines Duarte',
    awaiting,
  })
  const row = (
    id: string,
    name: string | null,
    page: string | null,
    standing: Standing,
    [text, by, agoMs]: readonly [string, 'visitor' | 'agent', number],
    wait: readonly [number, number] | null,
  ): ConversationRow => ({
    id: `conv_${id}`,
    store: 'sto_demo',
    version: 1,
    visitor: { id: `vis_${id}`, name },
    standing,
    openedAt: now - agoMs - 5 * MINUTE,
    page:
      page === null
        ? null
        : {
            url: `http://localhost:4101/${id}`,
            title: page,
            type: page === 'Checkout' ? 'checkout' : 'product',
          },
    last: { at: now - agoMs, by, text },
    head: 8,
    visitorSeq: by === 'visitor' ? 8 : 6,
    waitingSince: wait === null ? null : now - wait[0],
    lateAt: wait === null ? null : now - wait[0] + wait[1],
    dueAt: now + 24 * HOUR,
    isAlarmed: false,
    offered: null,
    visitorGoneAt: null,
    address: null,
    team: null,
    priority: 0,
    tags: [],
  })
  const waiting = (agoMs: number): Standing => ({ status: 'waiting', sinceMs: now - agoMs })
  const payPage = {
    url: 'http://localhost:4101/checkout',
    title: 'Checkout',
    type: 'checkout',
    cart: { total: 36_900, currency: 'EUR' },
  } as const
  const rows = [
    row(
      'checkout',
      null,
      'Checkout',
      waiting(72_000),
      ['It says declined. Both cards. What now?', 'visitor', 72_000],
      [72_000, MINUTE],
    ),
    row(
      'aicha',
      'Aïcha Benmansour',
      'Fell boots',
      mine('agent'),
      ['Will RAIN10 work on the boots too?', 'visitor', 48_000],
      [48_000, MINUTE],
    ),
    row(
      'boots',
      null,
      'Fell boots',
      waiting(33_000),
      ['Number 1 in line. Are they wide?', 'visitor', 33_000],
      [33_000, MINUTE],
    ),
    row(
      'tom',
      'Tom Whitcombe',
      'Harbour coat',
      mine('agent'),
      ['So L, if the jumper is a thick one?', 'visitor', 21_000],
      [21_000, 2 * MINUTE],
    ),
    row(
      'wojciech',
      'Wojciech Brzęczyszczykiewicz-Lewandowski',
      'Sleet flask',
      mine('visitor'),
      ['The dent is on the base', 'agent', 3 * MINUTE],
      null,
    ),
    row(
      'marit',
      'Marit Aune Solberg',
      'Returns',
      { status: 'by_email', awaiting: 'store', promisedAtMs: now + 2 * HOUR },
      ['The letter with the return label, please', 'visitor', 6 * HOUR],
      [6 * HOUR, 8 * HOUR],
    ),
    row(
      'flask',
      null,
      'Sleet flask',
      { status: 'with_assistant' },
      ['does it come in kids sizes', 'visitor', 4 * MINUTE],
      null,
    ),
    row(
      'liat',
      'ליאת בן־דוד',
      'Harbour coat',
      { status: 'with_agent', agentId: 'agt_noor', agentName: 'Noor', awaiting: 'visitor' },
      ['האם אפשר להחליף מידה?', 'visitor', 5 * MINUTE],
      null,
    ),
    row(
      'deniz',
      'Deniz Arslan',
      'Peak hat',
      { status: 'closed', closedAtMs: now - 23 * MINUTE },
      ['Dry at last. Thank you.', 'visitor', 30 * MINUTE],
      null,
    ),
    row(
      'returns',
      null,
      'Returns',
      { status: 'closed', closedAtMs: now - 26 * HOUR },
      ['ok', 'visitor', 26 * HOUR],
      null,
    ),
  ]
  const [checkout, , boots] = rows
  if (checkout !== undefined) rows[0] = { ...checkout, priority: 2, tags: ['payment'], page: payPage }
  if (boots !== undefined) rows[2] = { ...boots, team: 'team_fit' }
  const conversations = new Map<ConversationId, ConversationSnapshot>(
    rows.map((one) => [one.id, conversationOf(one, now)]),
  )
  return {
    me: {
      agent: { id: 'agt_ines', name: 'Ines Duarte', address: 'ines@mackerelsky.example' },
      memberships: [
        {
          store: { id: 'sto_demo', name: 'Mackerel Sky', demo: true },
          role: 'owner',
          capacity: 4,
          switch: 'available',
        },
      ],
    },
    rows,
    marks: Object.fromEntries(
      rows.map(({ id }) => [
        id,
        id === 'conv_tom' ? 6 : ['conv_checkout', 'conv_aicha', 'conv_boots'].includes(id) ? 0 : 8,
      ]),
    ),
    counts: { mine: 3, waiting: 2, email: 0 },
    numbers: {
      chatsToday: 23,
      firstResponseMs: 41_000,
      overdue: 1,
      promises: { kept: 38, scored: 40 },
    },
    availability: { kind: 'live', replyMs: 41_000 },
    service: { promisedWaitMinutes: 5, emailAnswerHours: 24, liveChat: 'automatic' },
    settings: { name: 'Mackerel Sky', accent: '#f2b705', greeting: null, side: 'right', capacity: 4 },
    hours: { hours: null, answersOutsideHours: false },
    replies: [
      {
        id: 'can_size',
        shortcut: 'size',
        text: '{{shopper_name}}, it is cut with room. L is 61 cm across, enough for a thick jumper.',
      },
      {
        id: 'can_swap',
        shortcut: 'sizeswap',
        text: 'Send it back within 30 days, and we send the other size first.',
      },
      { id: 'can_sign', shortcut: 'sign', text: 'Anything else, write here. {{agent_name}}, {{store_name}}' },
      { id: 'can_hello', shortcut: 'hello', text: 'Hello {{shopper_name}}. How can I help?' },
    ],
    colleagues: [
      colleague('agt_ines', 'Ines Duarte', { role: 'owner', load: 3, teams: ['team_fit'] }),
      colleague('agt_noor', 'Noor', { load: 1, teams: ['team_fit', 'team_parcels'] }),
      colleague('agt_tomas', 'Tomás Ó Súilleabháin', {
        switch: 'finishing',
        load: 2,
        teams: ['team_parcels'],
      }),
      colleague('agt_wren', 'Wren', { isPresent: false }),
    ],
    people: {
      members: [
        member('agt_ines', 'Ines Duarte', { role: 'owner', teams: ['team_fit'] }),
        member('agt_noor', 'Noor', { role: 'admin', capacity: 6, teams: ['team_fit', 'team_parcels'] }),
        member('agt_wren', 'Wren', { isPresent: false }),
      ],
      invitations: [
        {
          address: 'tomas.osuilleabhain@mackerelsky.example',
          role: 'agent',
          capacity: null,
          teams: [],
          expiresAt: now + 6 * 24 * HOUR,
          state: 'pending',
        },
        {
          address: 'liv@mackerelsky.example',
          role: 'admin',
          capacity: null,
          teams: [],
          expiresAt: now - HOUR,
          state: 'expired',
        },
      ],
    },
    offer: { storeName: 'Mackerel Sky', address: 'ada@mackerelsky.example', role: 'agent', isKnown: false },
    teams: [
      { id: 'team_fit', name: 'Fit and sizes', members: ['agt_ines', 'agt_noor'] },
      { id: 'team_money', name: 'Money back', members: [] },
      { id: 'team_parcels', name: 'Parcels', members: ['agt_noor', 'agt_tomas'] },
    ],
    rules: [
      {
        name: 'Payment trouble',
        isOn: true,
        condition: {
          words: ['payment failed', 'declined', 'charged twice', 'Zahlung abgelehnt', 'doppelt bezahlt'],
        },
        effect: { priority: 2, tags: ['payment'] },
      },
      {
        name: 'Big carts',
        isOn: true,
        condition: { pageTypes: ['cart', 'checkout'], cartAtLeast: 25_000 },
        effect: { priority: 1, team: 'team_fit' },
      },
      {
        name: 'Lost or damaged parcel',
        isOn: false,
        condition: { words: ['never arrived', 'damaged'] },
        effect: { team: 'team_parcels', tags: ['parcel'] },
      },
    ],
    tried: { priority: 2, team: 'team_fit', tags: ['payment'], applied: [0, 1] },
    ...letterbox(now),
    install: {
      snippet: '<script async src="https://chat.mackerelsky.example/w/sto_7h2kq9.js"></script>',
      hoursSnippet:
        '<div data-shopbell-hours></div>\n<script type="module" src="https://chat.mackerelsky.example/w/sto_7h2kq9/hours.js"></script>',
      sites: [
        { origin: 'https://mackerelsky.example', allowed: true, lastSeenAt: now - 4 * MINUTE, refused: 0 },
      ],
    },
    firstRunValid: true,
    refuse: {},
    earlier: [
      {
        id: 'conv_deniz',
        openedAt: now - 4 * 24 * HOUR,
        closedAt: now - 4 * 24 * HOUR,
        firstLine: 'Is the L back soon?',
      },
    ],
    conversations,
  }
}

function colleague(
  id: Colleague['id'],
  name: string,
  { role = 'agent', teams = [], load = 0, isPresent = true, switch: place = 'available' }: Partial<Colleague>,
): Colleague {
  return { id, name, role, teams, capacity: 4, load, isPresent, switch: place }
}

function member(
  id: Member['id'],
  name: string,
  {
    role = 'agent',
    capacity = null,
    teams = [],
    isPresent = true,
    switch: place = 'available',
  }: Partial<Member>,
): Member {
  const address = `${id.slice(4)}@mackerelsky.example`
  return { id, name, address, role, capacity, teams, isPresent, switch: place }
}

function conversationOf(row: ConversationRow, now: number): ConversationSnapshot {
  const shopper: Sender = {
    kind: 'visitor',
    id: row.visitor.id,
    name: row.visitor.name?.split(' ')[0] ?? null,
  }
  const ines: Sender = { kind: 'agent', id: 'agt_ines', name: 'Ines Duarte' }
  let seq = 0
  const next = () => {
    seq += 1
    return seq
  }
  const stored = (sender: Sender, agoMs: number) => ({
    conversation: row.id,
    seq: next(),
    sender,
    via: sender.kind === 'agent' ? ('console' as const) : ('widget' as const),
    clientId: `entry${row.id}${seq}`,
    at: now - agoMs,
    files: [],
  })
  const message = (sender: Sender, agoMs: number, text: string): Entry => ({
    ...stored(sender, agoMs),
    kind: 'message',
    body: { text, format: 'plain' },
  })
  const system: Sender = { kind: 'system', id: 'system', name: null }
  const entries: Entry[] =
    row.id === 'conv_tom'
      ? [
          message(shopper, 26 * HOUR, 'Is the L back soon?'),
          message(ines, 25.9 * HOUR, 'On Monday. I will keep one back for you until Wednesday.'),
          message(
            shopper,
            5 * MINUTE,
            'How do I choose a size?\nhttps://mackerelsky.example/harbour-coat says M, I think.',
          ),
          {
            ...stored(system, 4 * MINUTE),
            kind: 'standing',
            via: 'server',
            body: { to: 'with_agent', because: 'assigned', agent: { id: 'agt_ines', name: 'Ines Duarte' } },
          },
          {
            ...stored({ kind: 'agent', id: 'agt_noor', name: 'Noor' }, 3 * MINUTE),
            kind: 'note',
            body: { text: 'He sent an M back in March, too tight in the shoulders.', format: 'plain' },
          },
          message(
            ines,
            2 * MINUTE,
            'Hello Tom. Your L came in this morning and is on the shelf with your name.',
          ),
          message(ines, 110_000, 'Shall I send it?'),
          message(shopper, 21_000, 'So L, if the jumper is a thick one?'),
        ]
      : [
          message(shopper, 6 * MINUTE, 'Hello'),
          message(shopper, now - (row.last?.at ?? now) || 1, row.last?.text ?? ''),
        ]
  return {
    conversation: row.id,
    standing: row.standing,
    entries,
    hasEarlier: false,
    marks: { conversation: row.id, visitor: 7, team: 6 },
    typing: null,
    colleagueTyping: null,
  }
}
