import { screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { NOW, showConsole } from '../../test/show-console'
import { tick } from '../foundation/clock'

const TITLES = { all: /^All/, mine: /^Mine/ }

test('the list shows who, what was said, how long they wait, and whether it was read', async () => {
  showConsole('/console/sto_demo/all')
  const late = await screen.findByRole('link', { name: /Shopper from Checkout/ })
  expect(late.textContent).toContain('1:12 of 1:00')
  expect(late.textContent).toContain('unread')
  expect(late.dataset.heat).toBe('late')
  const hand = (name: RegExp) =>
    screen.getByRole('link', { name }).querySelector('.thread')?.getAttribute('data-by')
  expect(hand(/Marit Aune Solberg/)).toBe('letter')
  expect(hand(/Shopper from Sleet flask/)).toBe('assistant')
  expect(screen.getByRole('link', { name: /Deniz Arslan/ }).textContent).toContain('Closed')
})

test('j and k walk through the list, and the row has the focus', async () => {
  const { user } = showConsole('/console/sto_demo/all')
  const list = await screen.findByRole('region', { name: 'Conversations' })
  await screen.findByTitle('Tom Whitcombe')
  const rows = within(within(list).getByRole('list')).getAllByRole('link')
  await user.keyboard('j')
  await waitFor(() => expect(rows[0]?.getAttribute('aria-current')).toBe('page'))
  expect(document.activeElement).toBe(rows[0])
  await user.keyboard('jk')
  await waitFor(() => expect(location.pathname).toBe('/console/sto_demo/all/conv_checkout'))
  await user.keyboard('{Escape}')
  await waitFor(() => expect(location.pathname).toBe('/console/sto_demo/all'))
})

test('keys rest while somebody types', async () => {
  const { user, heard } = showConsole('/console/sto_demo/all/conv_tom')
  await user.type(await screen.findByRole('textbox', { name: /^Reply/ }), 'jane?')
  expect(location.pathname).toBe('/console/sto_demo/all/conv_tom')
  expect(heard.some(({ what }) => what.endsWith('/close'))).toBe(false)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a takes what waits, and the reply has the focus', async () => {
  const { user, heard } = showConsole('/console/sto_demo/waiting/conv_boots')
  await screen.findByRole('button', { name: 'Take' })
  await user.keyboard('a')
  await waitFor(() => expect(heard.at(-1)?.what).toBe('POST stores/sto_demo/conversations/conv_boots/claim'))
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Reply to/))
})

test('somebody faster is told by name', async () => {
  const { user, session, house } = showConsole('/console/sto_demo/waiting/conv_boots', (there) => {
    there.refuse['POST claim'] = { code: 'taken' }
  })
  const take = await screen.findByRole('button', { name: 'Take' })
  const boots = house.conversations.get('conv_boots')
  if (boots === undefined) throw new Error('The afternoon has boots.')
  const standing = {
    status: 'with_agent',
    agentId: 'agt_noor',
    agentName: 'Noor',
    awaiting: 'agent',
  } as const
  await user.click(take)
  expect((await screen.findByRole('alert')).textContent).toBe('A colleague took this one.')
  session.set({ conversations: new Map([['conv_boots', { ...boots, standing }]]) })
  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('Noor took this one.'))
})

test('e closes, and the question mark lists the keys and gives the focus back', async () => {
  const { user, heard } = showConsole('/console/sto_demo/all/conv_tom')
  const close = await screen.findByRole('button', { name: 'Close' })
  close.focus()
  await user.keyboard('?')
  expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(document.activeElement).toBe(close)
  await user.keyboard('e')
  await waitFor(() => expect(heard.at(-1)?.what).toBe('POST stores/sto_demo/conversations/conv_tom/close'))
})

test('the switch has three places, says what each means, and tells the server', async () => {
  const { user, heard, house } = showConsole('/console/sto_demo/all')
  const away = await screen.findByRole('radio', { name: /Away.*Nothing comes to you/ })
  await user.click(away)
  await waitFor(() =>
    expect(heard).toContainEqual({ what: 'PUT stores/sto_demo/switch', body: { place: 'away' } }),
  )
  house.refuse['PUT switch'] = { code: 'busy' }
  await user.click(screen.getByRole('radio', { name: /Finishing/ }))
  expect(await screen.findByRole('alert')).toBeTruthy()
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /Away/ }).checked).toBe(true)
})

test('an empty list says the truth and offers what helps', async () => {
  const { user, heard } = showConsole('/console/sto_demo/waiting', (house) => {
    house.rows = []
    house.counts = { mine: 0, waiting: 0, email: 0 }
    const [own] = house.me?.memberships ?? []
    if (house.me !== null && own !== undefined)
      house.me = { ...house.me, memberships: [{ ...own, switch: 'away' }] }
  })
  expect(await screen.findByText('You are away. Shoppers are told that nobody is here.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Become available' }))
  await waitFor(() => expect(heard.at(-1)?.body).toEqual({ place: 'available' }))
})

test('after a lost connection the strip says so, and the list is fetched again by itself', async () => {
  const { session, heard, house } = showConsole('/console/sto_demo/all')
  await screen.findByRole('link', { name: /Tom Whitcombe/ })
  session.set({ connection: { kind: 'reconnecting', attempt: 1 } })
  expect(await screen.findByText('No connection. Keep typing, nothing is lost.')).toBeTruthy()
  const before = heard.length
  house.rows = house.rows.filter(({ id }) => id !== 'conv_tom')
  const view = session.snapshot().view
  session.set({ connection: { kind: 'open' }, view: view && { ...view, stale: true } })
  await waitFor(() => expect(screen.queryByRole('link', { name: /Tom Whitcombe/ })).toBeNull())
  expect(heard.slice(before).map(({ what }) => what)).toContain('GET stores/sto_demo/conversations')
  expect(screen.queryByText('No connection. Keep typing, nothing is lost.')).toBeNull()
})

test('the title counts what asks for this agent', async () => {
  showConsole('/console/sto_demo/all')
  await waitFor(() => expect(document.title).toBe('(4) All · Mackerel Sky'))
})

test('older conversations come by the button, until there are no more', async () => {
  const { user } = showConsole('/console/sto_demo/closed', (house) => {
    const closed = house.rows.find(({ id }) => id === 'conv_deniz')
    if (closed === undefined) throw new Error('The afternoon has a closed one.')
    house.rows = Array.from({ length: 60 }, (_, at) => ({
      ...closed,
      id: `conv_old${at}` as const,
      visitor: { ...closed.visitor, name: `Number ${at}` },
      openedAt: closed.openedAt - at * 60_000,
      last: closed.last && { ...closed.last, at: closed.last.at - at * 60_000 },
    }))
  })
  await screen.findByText('Number 49')
  expect(screen.queryByText('Number 59')).toBeNull()
  await user.click(screen.getByText('Show older ones'))
  expect(await screen.findByText('Number 59')).toBeTruthy()
  expect(screen.queryByText('Show older ones')).toBeNull()
})

test('somebody in two stores chooses between them, and the plain agent of one sees no settings there', async () => {
  const { user, session } = showConsole('/console/sto_demo/all', (house) => {
    if (house.me === null) return
    const other = {
      store: { id: 'sto_other', name: 'Second Wind', demo: false },
      role: 'agent',
      capacity: 3,
      switch: 'away',
    } as const
    house.me = { ...house.me, memberships: [...house.me.memberships, other] }
  })
  expect(await screen.findByRole('link', { name: 'Settings' })).toBeTruthy()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Store' }), 'Second Wind')
  await waitFor(() => expect(location.pathname).toBe('/console/sto_other/mine'))
  expect(screen.queryByRole('link', { name: 'Settings' })).toBeNull()
  expect(session.asked).toContainEqual(['watchView', 'sto_other', 'mine'])
})

test('an agent who follows a link to the settings lands in the inbox', async () => {
  showConsole('/console/sto_demo/look', (house) => {
    const [own] = house.me?.memberships ?? []
    if (house.me !== null && own !== undefined)
      house.me = { ...house.me, memberships: [{ ...own, role: 'agent' }] }
  })
  expect(await screen.findByRole('heading', { name: TITLES.mine })).toBeTruthy()
  expect(location.pathname).toBe('/console/sto_demo/mine')
})

test('the list says in which order it stands, and whoever is late stands on top', async () => {
  showConsole('/console/sto_demo/all')
  const list = await screen.findByRole('region', { name: 'Conversations' })
  expect(within(list).getByText('most urgent first')).toBeTruthy()
  await screen.findByTitle('Tom Whitcombe')
  const [first] = within(within(list).getByRole('list')).getAllByRole('link')
  expect(first?.dataset.heat).toBe('late')
  showConsole('/console/sto_demo/closed')
  expect(await screen.findByText('newest first')).toBeTruthy()
})

test('above the list stands how the day goes, in words and figures', async () => {
  showConsole('/console/sto_demo/all')
  const strip = (await screen.findByText('Chats today')).closest('dl')
  expect(strip?.textContent).toBe('Chats today23First answer41 sOverdue1Promises kept38 of 40')
})

test('a day without chats makes nothing up', async () => {
  showConsole('/console/sto_demo/all', (house) => {
    house.numbers = { chatsToday: 0, firstResponseMs: null, overdue: 0, promises: { kept: 0, scored: 0 } }
  })
  const strip = (await screen.findByText('Chats today')).closest('dl')
  expect(strip?.textContent).toBe('Chats today0First answerNone yetOverdue0Promises keptNone yet')
})

test('the figures are asked for again every half minute, and soon after the counts moved', async () => {
  const { session, house, heard } = showConsole('/console/sto_demo/all')
  await screen.findByText('38 of 40')
  const asked = () => heard.filter(({ what }) => what.endsWith('/numbers')).length
  tick.value = NOW + 5_000
  const before = asked()
  tick.value = NOW + 34_000
  expect(asked()).toBe(before)
  house.numbers = { ...house.numbers, chatsToday: 24 }
  tick.value = NOW + 35_000
  await screen.findByText('24')
  house.numbers = { ...house.numbers, chatsToday: 25 }
  session.set({ counts: { mine: 3, waiting: 3, email: 0 } })
  expect(asked()).toBe(before + 1)
  tick.value = NOW + 40_000
  await screen.findByText('25')
})

test('Overdue shows who waits too long by now, and goes on with the clock', async () => {
  const { user } = showConsole('/console/sto_demo/all')
  await screen.findByText('38 of 40')
  await user.click(within(screen.getByRole('navigation')).getByRole('link', { name: /Overdue/ }))
  const list = await screen.findByRole('region', { name: 'Conversations' })
  const names = () => [...list.querySelectorAll('.row-name')].map(({ textContent }) => textContent)
  await waitFor(() => expect(names()).toEqual(['Shopper from Checkout']))
  expect(location.pathname).toBe('/console/sto_demo/overdue')
  tick.value = NOW + 12_000
  await waitFor(() => expect(names()).toEqual(['Shopper from Checkout', 'Aïcha Benmansour']))
})

test('with nobody overdue the filter says so', async () => {
  showConsole('/console/sto_demo/overdue', (house) => {
    house.rows = house.rows.filter(({ lateAt }) => lateAt === null || lateAt > NOW)
  })
  expect(await screen.findByText('Nobody has waited longer than the target.')).toBeTruthy()
})

/** Noor has been silent for too long in Liat's conversation, and Ines was asked to take it. */
function offer(house: ReturnType<typeof showConsole>['house']): void {
  house.rows = house.rows.map((row) =>
    row.id === 'conv_liat'
      ? {
          ...row,
          standing: {
            ...row.standing,
            status: 'with_agent',
            agentId: 'agt_noor',
            agentName: 'Noor',
            awaiting: 'agent',
          },
          waitingSince: NOW - 130_000,
          lateAt: NOW - 70_000,
          isAlarmed: true,
          offered: { id: 'agt_ines', name: 'Ines Duarte' },
        }
      : row,
  )
  const liat = house.conversations.get('conv_liat')
  const standing = house.rows.find(({ id }) => id === 'conv_liat')?.standing
  if (liat !== undefined && standing !== undefined)
    house.conversations.set('conv_liat', { ...liat, standing })
}

test('what a colleague leaves unanswered stands in Waiting with who is silent, and a takes it', async () => {
  const { user, heard } = showConsole('/console/sto_demo/waiting/conv_liat', offer)
  expect(await screen.findByText('Noor is silent. You can take it.')).toBeTruthy()
  expect(await screen.findByText('70 seconds over. You can take it.')).toBeTruthy()
  await screen.findByRole('button', { name: 'Take' })
  await user.keyboard('a')
  await waitFor(() => expect(heard.at(-1)?.what).toBe('POST stores/sto_demo/conversations/conv_liat/claim'))
})
