import { screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const rows = () => within(screen.getAllByRole('list').at(-1) ?? document.body).queryAllByRole('button')

test('every letter is listed with whom it goes to and what became of it', async () => {
  showConsole('/console/sto_demo/letters')
  expect(await screen.findByText('Not yet: 421 4.7.0 Too many connections, try again later')).toBeTruthy()
  expect(screen.getByText('Not sent: 550 5.1.2 The domain of this address does not exist')).toBeTruthy()
  expect(screen.getByText('Called back: seen in the chat first')).toBeTruthy()
  expect(screen.getByText('lars@oedegaard.exmaple')).toBeTruthy()
  expect(rows()).toHaveLength(5)
})

test('those in one state are shown alone', async () => {
  const { user } = showConsole('/console/sto_demo/letters')
  await user.selectOptions(await screen.findByLabelText('Show'), 'Not sent')
  await waitFor(() => expect(rows()).toHaveLength(1))
  expect(screen.getByText('lars@oedegaard.exmaple')).toBeTruthy()
})

test('a letter is read as it looks, where nothing in it runs, and as text', async () => {
  const { user } = showConsole('/console/sto_demo/letters')
  await user.click((await screen.findAllByText('Mackerel Sky: Ines replied'))[0] ?? document.body)
  const page = await screen.findByTitle<HTMLIFrameElement>('Letter: Mackerel Sky: Ines replied')
  expect(page.getAttribute('src')).toBe('/v1/console/stores/sto_demo/letters/let_180000/page')
  expect(page.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox')
  await user.click(screen.getByLabelText('As text'))
  expect(screen.getByText(/Your L came in this morning/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'https://mackerelsky.example/' })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'All letters' }))
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Mackerel Sky: Ines replied'))
})

test('where letters stay one answers them as the shopper would', async () => {
  const { user, heard } = showConsole('/console/sto_demo/letters', (there) => {
    there.stay = 'demo'
  })
  expect(await screen.findByText(/The demo sends nothing/)).toBeTruthy()
  await user.click((await screen.findAllByText('Mackerel Sky: Ines replied'))[0] ?? document.body)
  const field = await screen.findByLabelText<HTMLTextAreaElement>('Answer as the shopper')
  await user.click(screen.getByRole('button', { name: 'Send as the shopper' }))
  expect(await screen.findByText('Write what the shopper would.')).toBeTruthy()
  await user.type(field, 'Yes, please send it.')
  await user.click(screen.getByRole('button', { name: 'Send as the shopper' }))
  expect(await screen.findByText('It is in the conversation.')).toBeTruthy()
  expect(field.value).toBe('')
  expect(heard.find(({ what }) => what.startsWith('POST'))).toMatchObject({
    what: 'POST stores/sto_demo/letters/let_180000/answer',
    body: { text: 'Yes, please send it.', clientId: expect.stringMatching(/^[0-9a-z]{16,40}$/) },
  })
})

test('an answer that got lost is sent again as the same one', async () => {
  const { user, heard, house } = showConsole('/console/sto_demo/letters', (there) => {
    there.stay = 'no_server'
    there.refuse['POST answer'] = { code: 'busy' }
  })
  await user.click((await screen.findAllByText('Mackerel Sky: Ines replied'))[0] ?? document.body)
  const field = await screen.findByLabelText<HTMLTextAreaElement>('Answer as the shopper')
  await user.type(field, 'Yes.')
  await user.click(screen.getByRole('button', { name: 'Send as the shopper' }))
  await screen.findByRole('alert')
  expect(field.value).toBe('Yes.')
  house.refuse = {}
  await user.click(screen.getByRole('button', { name: 'Send as the shopper' }))
  await screen.findByText('It is in the conversation.')
  const [first, second] = heard.filter(({ what }) => what.startsWith('POST'))
  expect(second?.body).toEqual(first?.body)
})

test('letters that left, and those to the team, are not answered here', async () => {
  const { user } = showConsole('/console/sto_demo/letters')
  await user.click((await screen.findAllByText('Mackerel Sky: Ines replied'))[0] ?? document.body)
  await screen.findByTitle('Letter: Mackerel Sky: Ines replied')
  expect(screen.queryByLabelText('Answer as the shopper')).toBeNull()
})
