import { screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { replyField, showConsole } from '../../test/show-console'

/** A row of the list: its name stands first. */
const row = (name: string) => {
  const [found] = screen.getAllByTitle(name)
  if (found === undefined) throw new Error(`No row of ${name}.`)
  return found
}

const TOM = '/console/sto_demo/all/conv_tom'

test('the log is a polite log, with the shopper’s words, the team’s, events and notes', async () => {
  const { session } = showConsole(TOM)
  const log = await screen.findByRole('log', { name: 'Messages' })
  expect(log.querySelector('.said')?.textContent).toContain('Is the L back soon?')
  expect(log.querySelector('.out')?.textContent).toContain('Ines Duarte')
  expect(within(log).getByText(/^Came to you/)).toBeTruthy()
  expect(log.querySelector('.note')?.textContent).toContain('Only your team sees this')
  expect(
    within(log)
      .getByRole('link', { name: /harbour-coat/ })
      .getAttribute('rel'),
  ).toContain('noopener')
  expect(within(log).getByText('Seen')).toBeTruthy()
  expect(session.asked).toContainEqual(['openConversation', 'conv_tom'])
  await waitFor(() => expect(session.asked).toContainEqual(['read', 'conv_tom', 8]))
})

test('Enter sends, Shift and Enter break the line, and typing is told', async () => {
  const { user, session } = showConsole(TOM)
  await user.type(await replyField(), 'One{Shift>}{Enter}{/Shift}two{Enter}')
  expect(session.asked).toContainEqual(['send', 'conv_tom', 'One\ntwo', 8])
  expect(session.asked).toContainEqual(['typing', 'conv_tom', true])
  expect(session.asked.filter(([what]) => what === 'typing').at(-1)).toEqual(['typing', 'conv_tom', false])
  await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>(/^Reply to/).value).toBe(''))
  expect(await screen.findByText('Sending')).toBeTruthy()
})

test('a note is a tab of its own with a draft of its own, and is never sent as a reply', async () => {
  const { user, session } = showConsole(TOM)
  await user.type(await replyField(), 'half a reply')
  await user.click(screen.getByRole('tab', { name: 'Note' }))
  const note = screen.getByRole('textbox', { name: 'Note: only your team sees this' })
  expect(note).toHaveProperty('value', '')
  await user.type(note, 'Too tight in March.')
  await user.click(screen.getByRole('button', { name: 'Add note' }))
  expect(session.asked).toContainEqual(['addNote', 'conv_tom', 'Too tight in March.'])
  expect(session.asked.some(([what]) => what === 'send')).toBe(false)
  await user.click(screen.getByRole('tab', { name: 'Reply' }))
  expect(await screen.findByDisplayValue('half a reply')).toBeTruthy()
})

test('r and n go to the reply and the note, Escape leaves the field, arrows change the tab', async () => {
  const { user } = showConsole(TOM)
  const field = await replyField()
  await user.keyboard('r')
  await waitFor(() => expect(document.activeElement).toBe(field))
  await user.keyboard('{Escape}')
  expect(document.activeElement?.getAttribute('role')).toBe('log')
  await user.keyboard('n')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Note/))
  screen.getByRole('tab', { name: 'Note' }).focus()
  await user.keyboard('{ArrowLeft}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Reply' })))
})

test('a slash brings up canned replies, keys choose, and what is inserted is filled in', async () => {
  const { user } = showConsole(TOM)
  const field = await replyField()
  await user.type(field, '/si')
  const list = await screen.findByRole('listbox', { name: 'Canned replies' })
  expect(within(list).getAllByRole('option')).toHaveLength(3)
  expect(field.getAttribute('aria-activedescendant')).toBe(within(list).getAllByRole('option')[0]?.id)
  await user.keyboard('{ArrowDown}')
  await waitFor(() =>
    expect(within(list).getByRole('option', { selected: true }).textContent).toContain('/size'),
  )
  await user.keyboard('{Enter}')
  expect(field).toHaveProperty(
    'value',
    'Tom Whitcombe, it is cut with room. L is 61 cm across, enough for a thick jumper.',
  )
  await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull())
  expect(document.querySelector('.writing-mirror [data-part=filled]')?.textContent).toBe('Tom Whitcombe')
})

test('Escape puts the canned replies away, and only a changed call brings them back', async () => {
  const { user } = showConsole(TOM)
  await user.type(await replyField(), '/s')
  await screen.findByRole('listbox')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull())
  expect(document.activeElement).toBe(await replyField())
  await user.keyboard('i')
  expect(await screen.findByRole('listbox')).toBeTruthy()
})

test('a variable without a value has to be filled in before it goes out', async () => {
  const { user, session } = showConsole('/console/sto_demo/all/conv_boots')
  const field = await replyField()
  await user.type(field, '/hello')
  await screen.findByRole('listbox')
  await user.keyboard('{Enter}{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe("Fill in the shopper's name before sending.")
  expect(session.asked.some(([what]) => what === 'send')).toBe(false)
  await user.keyboard('Sam{Enter}')
})

test('the gap is chosen after inserting, so that typing fills it', async () => {
  const { user, session } = showConsole('/console/sto_demo/all/conv_boots')
  await user.type(await replyField(), '/hello')
  await screen.findByRole('listbox')
  await user.keyboard('{Enter}')
  await user.keyboard('Sam')
  await user.keyboard('{Enter}')
  expect(session.asked).toContainEqual(['send', 'conv_boots', 'Hello Sam. How can I help?', 2])
})

test('too long is told by how much, and nothing goes out', async () => {
  const { user, session } = showConsole(TOM)
  const field = await replyField()
  field.focus()
  await user.paste('x'.repeat(4_003))
  await user.keyboard('{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('Too long by 3 characters.')
  expect(session.asked.some(([what]) => what === 'send')).toBe(false)
})

test('a draft survives leaving the conversation and coming back', async () => {
  const { user } = showConsole(TOM)
  await user.type(await replyField(), 'not yet')
  await user.click(row('Aïcha Benmansour'))
  await waitFor(() => expect(screen.queryByDisplayValue('not yet')).toBeNull())
  await user.click(row('Tom Whitcombe'))
  expect(await screen.findByDisplayValue('not yet')).toBeTruthy()
})

test('a refused message says why, can be tried again, or goes back to the composer', async () => {
  const { user, session } = showConsole(TOM)
  await user.type(await replyField(), 'Mine{Enter}')
  const [message] = session.snapshot().pending
  if (message === undefined) throw new Error('It is on its way.')
  session.set({ pending: [{ ...message, state: { kind: 'refused', code: 'not_a_member', message: '' } }] })
  expect(await screen.findByText(/You are not a member of this store any more./)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(session.asked).toContainEqual(['retry', message.clientId])
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  expect(await screen.findByDisplayValue('Mine')).toBeTruthy()
})

const tom = { kind: 'visitor', id: 'vis_tom', name: 'Tom' } as const
const noor = { kind: 'agent', id: 'agt_noor', name: 'Noor' } as const

/** One more message in Tom's conversation. */
function wrote({ session }: ReturnType<typeof showConsole>, sender: typeof tom | typeof noor) {
  const conversation = session.snapshot().conversations.get('conv_tom')
  const last = conversation?.entries.at(-1)
  if (conversation === undefined || last === undefined) throw new Error('The afternoon has Tom.')
  const seq = last.seq + 1
  const entry = { ...last, kind: 'message', sender, seq, clientId: `entry-${seq}` } as const
  const entries = [...conversation.entries, { ...entry, body: { text: 'Wait', format: 'plain' } as const }]
  session.set({ conversations: new Map([['conv_tom', { ...conversation, entries }]]) })
}

test.each([
  ['the shopper', tom, 'Tom wrote while you were typing. Read it, then send yours again.'],
  ['a colleague', noor, 'Noor wrote while you were typing. Read it, then send yours again.'],
])(
  'a reply stops when %s has written meanwhile, and one more Enter sends it',
  async (_who, sender, words) => {
    const shown = showConsole(TOM)
    const { user, session } = shown
    const field = await replyField()
    await user.type(field, 'Yes, L')
    wrote(shown, sender)
    await user.type(field, '.{Enter}')
    expect((await screen.findByRole('alert')).textContent).toBe(words)
    expect(session.asked.some(([what]) => what === 'send')).toBe(false)
    await user.keyboard('{Enter}')
    expect(session.asked).toContainEqual(['send', 'conv_tom', 'Yes, L.', 9])
  },
)

test('whoever reads first and types then is not stopped', async () => {
  const shown = showConsole(TOM)
  const field = await replyField()
  wrote(shown, tom)
  await shown.user.type(field, 'Yes{Enter}')
  expect(shown.session.asked).toContainEqual(['send', 'conv_tom', 'Yes', 9])
})

test('what the server stopped comes back into the field once it is on screen why, and one Enter sends it', async () => {
  const shown = showConsole(TOM)
  const { user, session } = shown
  const field = await replyField()
  await user.type(field, 'Mine{Enter}')
  const [message] = session.snapshot().pending
  if (message === undefined) throw new Error('It is on its way.')
  session.set({ pending: [{ ...message, state: { kind: 'refused', code: 'moved_on', message: '' } }] })
  wrote(shown, tom)
  expect(await screen.findByDisplayValue('Mine')).toBeTruthy()
  expect((await screen.findByRole('alert')).textContent).toContain('Tom wrote while you were typing.')
  expect(session.snapshot().pending).toEqual([])
  await user.type(field, '{Enter}')
  expect(session.asked).toContainEqual(['send', 'conv_tom', 'Mine', 9])
})

test('what a colleague answers can only be noted, what is closed only noted, what waits may be answered', async () => {
  const { user } = showConsole('/console/sto_demo/all/conv_liat')
  expect(await screen.findByRole('textbox', { name: /^Note/ })).toBeTruthy()
  await user.click(screen.getByRole('tab', { name: 'Reply' }))
  expect(screen.getByText('Noor answers this one. You can leave a note.')).toBeTruthy()
  await user.click(row('Deniz Arslan'))
  await user.click(await screen.findByRole('tab', { name: 'Reply' }))
  expect(await screen.findByText(/This conversation is closed/)).toBeTruthy()
  await user.click(row('Shopper from Fell boots'))
  expect(await replyField()).toBeTruthy()
})

test('the shopper’s typing is told in words', async () => {
  const { session, house } = showConsole(TOM)
  await screen.findByRole('log')
  const tom = house.conversations.get('conv_tom')
  if (tom === undefined) throw new Error('The afternoon has Tom.')
  session.set({ conversations: new Map([['conv_tom', { ...tom, typing: { name: 'Tom' } }]]) })
  expect(await screen.findByText('Tom is typing')).toBeTruthy()
})

test('who it is stands beside: name, page, earlier conversations, notes; and it can be put away', async () => {
  const { user } = showConsole(TOM, () => {
    localStorage.clear()
  })
  const who = await screen.findByRole('complementary', { name: 'Who' })
  expect(within(who).getByRole('link', { name: 'Harbour coat' })).toBeTruthy()
  await waitFor(() =>
    expect(within(who).getByRole('link', { name: 'Is the L back soon?' }).getAttribute('href')).toBe(
      '/console/sto_demo/all/conv_deniz',
    ),
  )
  await user.click(within(who).getByRole('button', { name: 'Hide who this is' }))
  expect(screen.queryByRole('complementary', { name: 'Who' })).toBeNull()
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Show who this is' })),
  )
})

test('markup in words and names is shown as it was typed', async () => {
  showConsole(TOM, (house) => {
    house.rows = house.rows.map((row) =>
      row.id === 'conv_tom'
        ? { ...row, visitor: { ...row.visitor, name: '<img src=x onerror=alert(1)>' } }
        : row,
    )
  })
  expect(await screen.findByRole('heading', { name: '<img src=x onerror=alert(1)>' })).toBeTruthy()
  expect(document.querySelector('img')).toBeNull()
})

test('a conversation that does not exist says so and leads back', async () => {
  showConsole('/console/sto_demo/all/conv_nothing')
  expect(await screen.findByText(/This conversation does not exist/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Back to the list' }).getAttribute('href')).toBe(
    '/console/sto_demo/all',
  )
})
