import { screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

test('the tag is copied, and that is said', async () => {
  const { user } = showConsole('/console/sto_demo/install')
  await screen.findByText(/sto_7h2kq9/)
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await navigator.clipboard.readText()).toBe(
    '<script async src="https://chat.mackerelsky.example/w/sto_7h2kq9.js"></script>',
  )
  await waitFor(() =>
    expect(screen.getAllByRole('status').some(({ textContent }) => textContent === 'Copied')).toBe(true),
  )
})

test('the light says what it sees, and a stranger is allowed with one button', async () => {
  const { user, house } = showConsole('/console/sto_demo/install', (there) => {
    const stranger = {
      origin: 'https://shop.mackerelsky.example',
      allowed: false,
      lastSeenAt: Date.now(),
      refused: 3,
    }
    there.install = { ...there.install, sites: [stranger] }
  })
  expect(await screen.findByRole('heading', { name: 'Not on your list' })).toBeTruthy()
  expect(screen.getByText('refused 3 times')).toBeTruthy()
  expect(screen.getByText(/was refused. Nothing written there reaches you until you allow it.$/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Allow it' }))
  expect(await screen.findByRole('heading', { name: 'Connected' })).toBeTruthy()
  expect(house.install.sites).toMatchObject([{ origin: 'https://shop.mackerelsky.example', allowed: true }])
})

test('the light turns by itself', async () => {
  const { house } = showConsole('/console/sto_demo/install', (there) => {
    there.install = { ...there.install, sites: [] }
  })
  expect(
    await screen.findByRole('heading', { name: 'Waiting for your store to load the script' }),
  ).toBeTruthy()
  house.install = {
    ...house.install,
    sites: [{ origin: 'https://mackerelsky.example', allowed: true, lastSeenAt: Date.now(), refused: 0 }],
  }
  expect(await screen.findByRole('heading', { name: 'Connected' }, { timeout: 4_000 })).toBeTruthy()
})

test('an address is added as people type it, and a wrong one is answered beside the field', async () => {
  const { user, heard } = showConsole('/console/sto_demo/install')
  const field = await screen.findByLabelText<HTMLInputElement>('Address of your shop')
  await user.type(field, 'my shop{Enter}')
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  expect(field.value).toBe('my shop')
  await user.clear(field)
  await user.type(field, 'shop.example.com/cart{Enter}')
  expect(await screen.findByText('shop.example.com')).toBeTruthy()
  expect(heard.find(({ what }) => what === 'POST stores/sto_demo/sites')?.body).toEqual({
    origin: 'https://shop.example.com',
  })
  await user.click(screen.getByRole('button', { name: 'Remove shop.example.com' }))
  await waitFor(() => expect(screen.queryByText('shop.example.com')).toBeNull())
})

test('settings are saved, told, and change the name beside the bell', async () => {
  const { user, heard } = showConsole('/console/sto_demo/look')
  const name = await screen.findByLabelText('Name of the store')
  await user.clear(name)
  await user.type(name, 'Second Wind')
  await user.clear(screen.getByLabelText('Accent'))
  await user.type(screen.getByLabelText('Accent'), '10614F')
  await user.click(screen.getByRole('radio', { name: 'Left' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Saved.')
  expect(heard.find(({ what }) => what.startsWith('PUT'))?.body).toEqual({
    name: 'Second Wind',
    accent: '#10614f',
    greeting: null,
    side: 'left',
    capacity: 4,
  })
  expect(document.querySelector('.brand-name')?.textContent).toBe('Second Wind')
})

test('what is wrong in the settings stands beside its field, and nothing typed is lost', async () => {
  const { user, heard } = showConsole('/console/sto_demo/look')
  const accent = await screen.findByLabelText<HTMLInputElement>('Accent')
  await user.clear(accent)
  await user.type(accent, 'yellow')
  const capacity = screen.getByLabelText<HTMLInputElement>('Conversations one person has at once')
  await user.clear(capacity)
  await user.type(capacity, '99')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(document.activeElement).toBe(accent))
  expect(screen.getByText('A colour such as #10614F.')).toBeTruthy()
  expect(screen.getByText('From 1 to 50.')).toBeTruthy()
  expect(accent.value).toBe('yellow')
  expect(heard.some(({ what }) => what.startsWith('PUT'))).toBe(false)
})

test('canned replies are added, changed and deleted; a name in use is told beside the field', async () => {
  const { user, heard, house } = showConsole('/console/sto_demo/replies')
  await screen.findByText('/sizeswap')
  await user.click(screen.getByRole('button', { name: 'Add a canned reply' }))
  await user.type(screen.getByLabelText('Short name'), 'size')
  await user.type(screen.getByLabelText('Words'), 'Again.')
  house.refuse['POST canned-replies'] = { code: 'already_exists' }
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('There is one of this name already.')).toBeTruthy()
  expect(screen.getByLabelText<HTMLTextAreaElement>('Words').value).toBe('Again.')
  house.refuse = {}
  await user.type(screen.getByLabelText('Short name'), '2')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByLabelText('Short name')).toBeNull())
  expect(heard.findLast(({ what }) => what.startsWith('POST'))?.body).toEqual({
    shortcut: 'size2',
    text: 'Again.',
  })

  await user.click(screen.getByRole('button', { name: 'Delete /hello' }))
  expect(document.activeElement).toBe(await screen.findByRole('button', { name: 'Keep it' }))
  const line = screen.getByText('Delete /hello? This cannot be undone.').closest('li')
  if (line === null) throw new Error('It stands in its line.')
  await user.click(within(line).getByRole('button', { name: 'Delete' }))
  await waitFor(() =>
    expect(heard.some(({ what }) => what === 'DELETE stores/sto_demo/canned-replies/can_hello')).toBe(true),
  )
})

test('a mistyped variable is answered beside the words, with the three that there are, and they stay', async () => {
  const { user, heard } = showConsole('/console/sto_demo/replies')
  await user.click(await screen.findByRole('button', { name: 'Add a canned reply' }))
  await user.type(screen.getByLabelText('Short name'), 'hi')
  const words = screen.getByLabelText<HTMLTextAreaElement>('Words')
  await user.click(words)
  await user.paste('Hi {{shopper_nam}}')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(
    await screen.findByText(
      '{{shopper_nam}} is not filled in. These are: {{shopper_name}}, {{agent_name}}, {{store_name}}.',
    ),
  ).toBeTruthy()
  expect(document.activeElement).toBe(words)
  expect(words.value).toBe('Hi {{shopper_nam}}')
  expect(heard.some(({ what }) => what.startsWith('POST'))).toBe(false)
})

test('an error stands in the place of the hint, so that nothing is read twice', async () => {
  const { user } = showConsole('/console/sto_demo/replies')
  await user.click(await screen.findByRole('button', { name: 'Add a canned reply' }))
  const name = screen.getByLabelText('Short name')
  const described = () => document.getElementById(name.getAttribute('aria-describedby') ?? '')?.textContent
  expect(described()).toBe('Small letters, digits and hyphens.')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(described()).toBe('Small letters, digits and hyphens, at most 24.'))
  expect(screen.queryByText('Small letters, digits and hyphens.')).toBeNull()
})
