import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { replyField, showConsole } from '../../test/show-console'

test('a wrong password is told in one sentence, and the address stays', async () => {
  const { user } = showConsole('/console/', (house) => {
    house.me = null
    house.refuse['POST sign-in'] = { code: 'wrong_credentials' }
  })
  await user.type(await screen.findByLabelText('Email'), 'ines@mackerelsky.example')
  await user.type(screen.getByLabelText('Password'), 'not this one{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('Email or password is wrong.')
  expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('ines@mackerelsky.example')
})

test('too many tries are told with the minutes to wait', async () => {
  const { user } = showConsole('/console/', (house) => {
    house.me = null
    house.refuse['POST sign-in'] = { code: 'too_many_tries', retryAfterMs: 110_000 }
  })
  await user.type(await screen.findByLabelText('Email'), 'a@b.example')
  await user.type(screen.getByLabelText('Password'), 'x{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('Too many tries. Try again in 2 minutes.')
})

test('an empty form is answered beside its fields, and the first wrong one has the focus', async () => {
  const { user, heard } = showConsole('/console/', (house) => {
    house.me = null
  })
  const address = await screen.findByLabelText('Email')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(document.activeElement).toBe(address))
  expect(address.getAttribute('aria-invalid')).toBe('true')
  expect(describedBy(address)).toContain('Enter your email.')
  expect(heard.some(({ what }) => what === 'POST sign-in')).toBe(false)
})

test('the first run answers beside the field, keeps what was typed, and leads to the install page', async () => {
  const { user, heard } = showConsole('/start/9tq2-x4mw')
  await user.type(await screen.findByLabelText('Name of your store'), 'Mackerel Sky')
  await user.type(screen.getByLabelText('Your email'), 'ines@')
  await user.type(screen.getByLabelText('Password'), 'four words are easy')
  await user.click(screen.getByRole('button', { name: 'Create the store' }))
  const address = screen.getByLabelText<HTMLInputElement>('Your email')
  await waitFor(() => expect(describedBy(address)).toContain('That is not complete yet.'))
  expect(screen.getByLabelText<HTMLInputElement>('Name of your store').value).toBe('Mackerel Sky')
  await user.type(address, 'mackerelsky.example')
  await user.click(screen.getByRole('button', { name: 'Create the store' }))
  expect(await screen.findByRole('heading', { name: 'One line, and the bell is on your shop' })).toBeTruthy()
  expect(heard.find(({ what }) => what === 'POST first-run')?.body).toEqual({
    code: '9tq2-x4mw',
    storeName: 'Mackerel Sky',
    address: 'ines@mackerelsky.example',
    password: 'four words are easy',
  })
  expect(location.pathname).toBe('/console/sto_demo/install')
})

test('what the server finds wrong stands beside its field too', async () => {
  const { user } = showConsole('/start/9tq2-x4mw', (house) => {
    house.refuse['POST first-run'] = { code: 'invalid', fields: { password: 'At least 10 characters.' } }
  })
  await user.type(await screen.findByLabelText('Name of your store'), 'A')
  await user.type(screen.getByLabelText('Your email'), 'a@b.example')
  await user.type(screen.getByLabelText('Password'), 'long enough here{Enter}')
  await waitFor(() => expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true'))
})

test('a used link says so in one sentence and offers to sign in', async () => {
  showConsole('/start/9tq2-x4mw', (house) => {
    house.firstRunValid = false
  })
  expect(await screen.findByText('This link has been used. It works once.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Sign in instead' }).getAttribute('href')).toBe('/console/')
})

test('signed out elsewhere: sign-in lies over the console, and the half-written reply is still there after it', async () => {
  const { user, session } = showConsole('/console/sto_demo/all/conv_tom')
  await user.type(await replyField(), 'Half a sentence')
  session.set({ connection: { kind: 'ended', code: 'signed_out' } })
  const over = await screen.findByRole('dialog', { name: 'Sign in' })
  expect(over.textContent).toContain('What you were writing is kept.')
  expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('ines@mackerelsky.example')
  await user.type(screen.getByLabelText('Password'), 'four words are easy{Enter}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect((await replyField()).closest('[inert]')).toBeNull()
  expect(await screen.findByDisplayValue('Half a sentence')).toBeTruthy()
  expect(session.asked.filter(([what]) => what === 'connect')).toHaveLength(2)
})

test('the theme is kept on the device', async () => {
  const { user } = showConsole('/console/sto_demo/all')
  await user.click(await screen.findByRole('button', { name: 'Ines Duarte, account' }))
  await user.click(screen.getByRole('radio', { name: 'Dark' }))
  expect(document.documentElement.dataset.theme).toBe('dark')
  expect(localStorage.getItem('shopbell.console.theme')).toBe('dark')
})

function describedBy(control: HTMLElement): string {
  const ids = control.getAttribute('aria-describedby')?.split(' ') ?? []
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
}
