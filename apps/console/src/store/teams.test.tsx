import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const PAGE = '/console/sto_demo/teams'

test('a team gets a name and members, and is told where a conversation for it would go now', async () => {
  const { user, heard } = showConsole(PAGE)
  expect(
    await screen.findByText('Goes to Noor, 1 of 4 open', { selector: '#what div:first-child > dd > bdi' }),
  ).toBeTruthy()
  expect(screen.getByText('Cannot come: nobody is in it')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Add a team' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')))
  await user.keyboard('{Enter}')
  expect(await screen.findByText('Give it a name.')).toBeTruthy()
  await user.type(screen.getByLabelText('Name'), ' Returns ')
  await user.click(screen.getByRole('checkbox', { name: 'Wren' }))
  await user.click(screen.getByRole('checkbox', { name: 'Noor' }))
  await user.click(screen.getByRole('checkbox', { name: 'Wren' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByLabelText('Name')).toBeNull())
  expect(heard.find(({ what }) => what === 'POST stores/sto_demo/teams')?.body).toEqual({
    name: 'Returns',
    members: ['agt_noor'],
  })
})

test('a name in use is told beside the field; what was typed stays', async () => {
  const { user, heard } = showConsole(PAGE, (house) => {
    const fields = { name: 'There is a team Parcels already.' }
    house.refuse['PUT team_fit'] = { code: 'already_exists', fields }
  })
  await user.click(await screen.findByRole('button', { name: 'Edit Fit and sizes' }))
  const name = screen.getByLabelText<HTMLInputElement>('Name')
  await user.clear(name)
  await user.type(name, 'parcels{Enter}')
  expect(await screen.findByText('There is a team Parcels already.')).toBeTruthy()
  expect(name.value).toBe('parcels')
  expect(heard.at(-1)?.body).toEqual({ name: 'parcels', members: ['agt_ines', 'agt_noor'] })
})

test('deleting asks first, and a team that a rule names stays', async () => {
  const { user, house, heard } = showConsole(PAGE, (there) => {
    there.refuse['DELETE team_fit'] = { code: 'in_use' }
  })
  await user.click(await screen.findByRole('button', { name: 'Delete Fit and sizes' }))
  expect(await screen.findByText(/Its conversations stay in the queue, for anybody/)).toBeTruthy()
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep it'))
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  expect(
    await screen.findByText('A rule sends conversations to this team. Change the rule first.'),
  ).toBeTruthy()
  house.refuse = {}
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  await screen.findByText('Fit and sizes is deleted.')
  expect(heard.filter(({ what }) => what.startsWith('DELETE'))).toHaveLength(2)
})

test('who has no room and who is away is told for what it means', async () => {
  showConsole(PAGE, (house) => {
    house.colleagues = house.colleagues.map((one) => ({ ...one, load: 4 }))
    house.teams = house.teams.map((team) =>
      team.id === 'team_parcels' ? { ...team, members: ['agt_wren'] } : team,
    )
  })
  expect(await screen.findByText('Waits: who is here has no room')).toBeTruthy()
  expect(screen.getByText('Waits: nobody of it is available')).toBeTruthy()
})
