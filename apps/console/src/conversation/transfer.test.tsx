import { screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const TOM = '/console/sto_demo/all/conv_tom'
const CLOSED = '/console/sto_demo/all/conv_deniz'

const button = (name: string) => screen.findByRole('button', { name })

async function opensTransfer(user: ReturnType<typeof showConsole>['user']) {
  await user.click(await button('Hand over'))
  return screen.findByRole('group', { name: 'To whom' })
}

test('the menu says what everybody is doing, and offers who could take it', async () => {
  const { user } = showConsole(TOM)
  const goals = within(await opensTransfer(user))
  const rows = goals.getAllByRole<HTMLInputElement>('radio')
  expect(rows.map((row) => [row.closest('label')?.textContent, row.disabled])).toEqual([
    ['NoorAvailable, 1 of 4 open', false],
    ['Tomás Ó SúilleabháinFinishing', true],
    ['WrenNot connected', true],
    ['Fit and sizes2 available', false],
    ['Money backNobody is in it', true],
    ['Parcels1 available', false],
  ])
})

test('a conversation is handed to a colleague with a note, by the keyboard alone', async () => {
  const { user, heard } = showConsole(TOM)
  const opener = await button('Hand over')
  opener.focus()
  await user.keyboard('{Enter}')
  await screen.findByRole('group', { name: 'To whom' })
  await user.tab()
  await user.keyboard(' ')
  await user.tab()
  await user.keyboard('Knows the flask')
  await user.tab()
  await user.keyboard('{Enter}')
  await waitFor(() =>
    expect(heard).toContainEqual({
      what: 'POST stores/sto_demo/conversations/conv_tom/transfer',
      body: { to: { agent: 'agt_noor' }, note: 'Knows the flask' },
    }),
  )
  await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('log'))
  expect(opener.getAttribute('aria-expanded')).toBe('false')
})

test('to a team without a note; nobody chosen is told, and Escape puts the menu away', async () => {
  const { user, heard } = showConsole(TOM)
  const opener = await button('Hand over')
  const goals = within(await opensTransfer(user))
  const submit = () => {
    const [, inForm] = screen.getAllByRole('button', { name: 'Hand over' })
    if (inForm === undefined) throw new Error('The form has a button.')
    return inForm
  }
  await user.click(submit())
  expect((await screen.findByRole('alert')).textContent).toBe('Choose a person or a team.')
  await user.click(goals.getByRole('radio', { name: /^Parcels/ }))
  await user.click(submit())
  await waitFor(() =>
    expect(heard.at(-1)).toEqual({
      what: 'POST stores/sto_demo/conversations/conv_tom/transfer',
      body: { to: { team: 'team_parcels' } },
    }),
  )
  await waitFor(() => expect(opener.getAttribute('aria-expanded')).toBe('false'))
  await user.click(opener)
  await waitFor(() => expect(opener.getAttribute('aria-expanded')).toBe('true'))
  await user.keyboard('{Escape}')
  await waitFor(() => expect(opener.getAttribute('aria-expanded')).toBe('false'))
  expect(document.activeElement).toBe(opener)
})

test.each([
  [{ code: 'not_available', fields: { agentName: 'Noor', why: 'away' } }, 'Noor is away.'],
  [{ code: 'not_available', fields: { agentName: 'Noor', why: 'finishing' } }, 'Noor takes no new ones.'],
  [{ code: 'not_available', fields: { agentName: 'Noor', why: 'not_connected' } }, 'Noor is not connected.'],
  [{ code: 'taken', fields: { agentName: 'Wren' } }, 'Wren took this one.'],
  [{ code: 'not_found' }, 'That person or team is not there any more.'],
  [{ code: 'conversation_closed' }, 'It is closed already.'],
] as const)('a transfer that is refused says why and looks again: %j', async (refusal, words) => {
  const { user, house, heard } = showConsole(TOM, (there) => {
    there.refuse['POST transfer'] = refusal
  })
  const goals = within(await opensTransfer(user))
  await user.type(screen.getByLabelText('Note (optional)'), 'Please')
  house.colleagues = house.colleagues.map((one) => ({ ...one, switch: 'away' }))
  await user.click(goals.getByRole('radio', { name: /^Noor/ }))
  const [, submit] = screen.getAllByRole('button', { name: 'Hand over' })
  if (submit === undefined) throw new Error('The form has a button.')
  await user.click(submit)
  expect((await screen.findByRole('alert')).textContent).toBe(words)
  expect(screen.getByLabelText<HTMLTextAreaElement>('Note (optional)').value).toBe('Please')
  await waitFor(() => expect(goals.getByText('Noor').closest('label')?.textContent).toContain('Away'))
  expect(heard.filter(({ what }) => what.endsWith('colleagues'))).toHaveLength(2)
})

test('what is mine can go back to the queue; what is a colleague’s can do nothing but be closed', async () => {
  const { user, heard } = showConsole(TOM)
  await user.click(await button('More'))
  await user.click(await button('Give back to the queue'))
  await waitFor(() => expect(heard.at(-1)?.what).toBe('POST stores/sto_demo/conversations/conv_tom/release'))
  showConsole('/console/sto_demo/all/conv_liat')
  await button('Close')
  expect(screen.queryByRole('button', { name: 'Hand over' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'More' })).toBeNull()
})

test('a closed conversation is opened again, unless the shopper has another one open', async () => {
  const { user, heard, house } = showConsole(CLOSED)
  house.refuse['POST reopen'] = { code: 'already_exists' }
  await user.click(await button('Reopen'))
  expect((await screen.findByRole('alert')).textContent).toBe('This shopper has another conversation open.')
  house.refuse = {}
  await user.click(await button('Reopen'))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(heard.filter(({ what }) => what.endsWith('conv_deniz/reopen'))).toHaveLength(2)
})

test('the list says how urgent one is and for which team, and the side what the cart holds', async () => {
  showConsole('/console/sto_demo/all/conv_checkout')
  const row = await screen.findByRole('link', { name: /^Shopper from Checkout/ })
  expect(row.textContent).toContain('Urgent')
  await waitFor(() =>
    expect(screen.getByRole('link', { name: /^Shopper from Fell boots/ }).textContent).toContain(
      'Fit and sizes',
    ),
  )
  const who = within(await screen.findByRole('complementary', { name: 'Who' }))
  expect(who.getByText('€369.00')).toBeTruthy()
  expect(who.getByText('Urgent priority')).toBeTruthy()
  expect(who.getByText('payment')).toBeTruthy()
})
