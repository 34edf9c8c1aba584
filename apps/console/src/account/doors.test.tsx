import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

test('somebody new joins with a name and a password', async () => {
  const { user, heard } = showConsole('/console/join/k3v97qmd')
  expect(await screen.findByText('You are invited to answer at Mackerel Sky, as agent.')).toBeTruthy()
  await user.type(screen.getByLabelText('Your name'), 'Ada')
  await user.type(screen.getByLabelText('Password'), 'short')
  await user.click(screen.getByRole('button', { name: 'Join' }))
  await waitFor(() => expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true'))
  await user.type(screen.getByLabelText('Password'), ' but longer')
  await user.click(screen.getByRole('button', { name: 'Join' }))
  await waitFor(() => expect(location.pathname).toBe('/console/sto_demo/mine'))
  expect(heard.find(({ what }) => what === 'POST invitations/k3v97qmd')?.body).toEqual({
    newcomer: { name: 'Ada', password: 'short but longer' },
  })
})

test('whoever signs in here already is asked for no new password', async () => {
  const { user, heard } = showConsole('/console/join/k3v97qmd', (house) => {
    house.offer = { ...house.offer, isKnown: true, address: house.me?.agent.address ?? '' }
  })
  await user.click(await screen.findByRole('button', { name: 'Join' }))
  await waitFor(() => expect(location.pathname).toBe('/console/sto_demo/mine'))
  expect(heard.find(({ what }) => what === 'POST invitations/k3v97qmd')?.body).toEqual({ newcomer: null })
})

test('whoever has signed in here before signs in first, as who is invited', async () => {
  showConsole('/console/join/k3v97qmd', (house) => {
    house.me = null
    house.offer = { ...house.offer, isKnown: true }
  })
  expect(await screen.findByText(/^You have signed in here before\./)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy()
})

test('a link that is over says so', async () => {
  showConsole('/console/join/k3v97qmd', (house) => {
    house.refuse['GET k3v97qmd'] = { code: 'link_used' }
  })
  expect(await screen.findByText(/^This invitation cannot be used any more\./)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Sign in instead' })).toBeTruthy()
})

test('a forgotten password is asked for, with one answer for everybody', async () => {
  const { user, heard } = showConsole('/console/', (house) => {
    house.me = null
  })
  await user.click(await screen.findByRole('link', { name: 'Forgot password?' }))
  await user.type(await screen.findByLabelText('Email'), 'ines@mackerelsky.example{Enter}')
  expect(await screen.findByText(/^If somebody signs in with this address/)).toBeTruthy()
  expect(heard.at(-1)).toEqual({
    what: 'POST password-resets',
    body: { address: 'ines@mackerelsky.example' },
  })
})

test('the link of the letter sets a new password and signs in', async () => {
  const { user, heard } = showConsole('/console/reset/k3v97qmd')
  await user.type(await screen.findByLabelText('New password'), 'wet again in 2027{Enter}')
  await waitFor(() => expect(location.pathname).toBe('/console/sto_demo/mine'))
  expect(heard.find(({ what }) => what === 'POST password-resets/k3v97qmd')?.body).toEqual({
    password: 'wet again in 2027',
  })
})
