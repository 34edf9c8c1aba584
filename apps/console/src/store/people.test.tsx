import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const PAGE = '/console/sto_demo/people'

test('a colleague is invited with a role, a number and a team, and the link is shown to be copied', async () => {
  const { user, heard } = showConsole(PAGE)
  await user.click(await screen.findByRole('button', { name: 'Invite a colleague' }))
  const address = screen.getByLabelText('Their email')
  await waitFor(() => expect(document.activeElement).toBe(address))
  await user.keyboard('{Enter}')
  expect(await screen.findByText('Enter their email.')).toBeTruthy()
  await user.type(address, ' ada@mackerelsky.example ')
  await user.selectOptions(screen.getByLabelText('Role'), 'Admin')
  await user.type(screen.getByLabelText('Conversations at once'), '51')
  await user.click(screen.getByRole('button', { name: 'Invite' }))
  expect(await screen.findByText('From 1 to 50.')).toBeTruthy()
  await user.clear(screen.getByLabelText('Conversations at once'))
  await user.type(screen.getByLabelText('Conversations at once'), '5')
  await user.click(screen.getByRole('checkbox', { name: 'Parcels' }))
  await user.click(screen.getByRole('button', { name: 'Invite' }))
  const link = await screen.findByLabelText<HTMLInputElement>('Copy the link', { selector: 'input' })
  expect(link.value).toBe('http://localhost:4100/console/join/k3v97qmd')
  expect(heard.find(({ what }) => what === 'POST stores/sto_demo/invitations')?.body).toEqual({
    address: 'ada@mackerelsky.example',
    role: 'admin',
    capacity: 5,
    teams: ['team_parcels'],
  })
})

test('what the server refuses stands beside its field, and what was typed stays', async () => {
  const { user } = showConsole(PAGE, (house) => {
    const fields = { address: 'They belong to this store already.' }
    house.refuse['POST invitations'] = { code: 'already_exists', fields }
  })
  await user.click(await screen.findByRole('button', { name: 'Invite a colleague' }))
  const address = screen.getByLabelText<HTMLInputElement>('Their email')
  await user.type(address, 'noor@mackerelsky.example{Enter}')
  expect(await screen.findByText('They belong to this store already.')).toBeTruthy()
  expect(address.value).toBe('noor@mackerelsky.example')
})

test('removing somebody asks first; nobody removes themselves or changes their own role', async () => {
  const { user, heard } = showConsole(PAGE)
  await user.click(await screen.findByRole('button', { name: 'Remove Wren' }))
  expect(screen.getByText('Remove Wren? Their conversations go back to the queue.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  await screen.findByText('Wren is removed.')
  expect(heard.some(({ what }) => what === 'DELETE stores/sto_demo/people/agt_wren')).toBe(true)
  expect(screen.queryByRole('button', { name: /^Remove Ines/ })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Edit Ines Duarte (you)' }))
  expect(screen.getByLabelText<HTMLSelectElement>('Role').disabled).toBe(true)
})

test('an admin is offered nothing about owners', async () => {
  showConsole(PAGE, (house) => {
    if (house.me === null) return
    const memberships = house.me.memberships.map((one) => ({ ...one, role: 'admin' as const }))
    house.me = { ...house.me, agent: { ...house.me.agent, id: 'agt_noor' }, memberships }
  })
  expect(await screen.findByRole('button', { name: 'Edit Wren' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Edit Ines Duarte' })).toBeNull()
})

test('an invitation is taken back by name', async () => {
  const { user, heard } = showConsole(PAGE)
  await user.click(
    await screen.findByRole('button', { name: 'Take back the invitation of liv@mackerelsky.example' }),
  )
  await screen.findByText('The invitation of liv@mackerelsky.example is taken back.')
  expect(heard.find(({ what }) => what === 'DELETE stores/sto_demo/invitations')?.body).toEqual({
    address: 'liv@mackerelsky.example',
  })
})
