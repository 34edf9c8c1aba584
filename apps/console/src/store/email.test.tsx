import type { EmailBody } from '@shopbell/protocol'
import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import type { Holding } from '../../dev/fake-server'
import { NOW, showConsole } from '../../test/show-console'

const EMPTY: EmailBody = {
  contactAddress: null,
  server: null,
  isFixed: false,
  answerWithinMs: 24 * 3_600_000,
  confirmedAt: null,
  test: null,
}
const own = (there: Holding, email: Partial<EmailBody>) => {
  there.email = { ...there.email, ...email }
}

/** The email page of a store that is not the demo. */
const showEmail = (change: (there: Holding) => void = () => undefined) =>
  showConsole('/console/sto_demo/mail', (there) => {
    const { me } = there
    if (me !== null) {
      const memberships = me.memberships.map((one) => ({ ...one, store: { ...one.store, demo: false } }))
      there.me = { ...me, memberships }
    }
    change(there)
  })

test('an owner enters a mail server, and it is sent as it was typed', async () => {
  const { user, heard } = showEmail((there) => own(there, EMPTY))
  await user.type(await screen.findByLabelText('Your store’s own address'), 'hello@shop.example')
  await user.type(screen.getByLabelText('Mail server'), ' smtp.shop.example ')
  await user.click(screen.getByLabelText('TLS'))
  await user.type(screen.getByLabelText('User name'), 'chat')
  await user.type(screen.getByLabelText('Password'), 'sea and sky')
  await user.type(screen.getByLabelText('Letters come from'), 'chat@shop.example')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Saved.')
  expect(heard.find(({ what }) => what === 'PUT stores/sto_demo/email')?.body).toEqual({
    contactAddress: 'hello@shop.example',
    server: {
      host: 'smtp.shop.example',
      port: 465,
      security: 'tls',
      user: 'chat',
      password: 'sea and sky',
      fromAddress: 'chat@shop.example',
    },
  })
})

test('a wrong password is answered beside its field, and what was typed stays', async () => {
  const { user } = showEmail((there) => {
    there.refuse['PUT email'] = {
      code: 'invalid',
      fields: { 'server.password': 'The server does not accept this name and password.' },
    }
  })
  await user.type(await screen.findByLabelText('Password'), 'wrong')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The server does not accept this name and password.')).toBeTruthy()
  const field = screen.getByLabelText<HTMLInputElement>('Password')
  expect(field.value).toBe('wrong')
  await waitFor(() => expect(document.activeElement).toBe(field))
})

test('without a server name there is no mail server', async () => {
  const { user, heard } = showEmail()
  await user.clear(await screen.findByLabelText('Mail server'))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Saved.')
  expect(heard.find(({ what }) => what === 'PUT stores/sto_demo/email')?.body).toMatchObject({ server: null })
})

test('what the environment says is shown and cannot be typed over', async () => {
  const { user, heard } = showEmail((there) => own(there, { isFixed: true }))
  expect(await screen.findByText(/SMTP_URL and MAIL_FROM say so/)).toBeTruthy()
  expect(screen.queryByLabelText('Mail server')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Saved.')
  expect(heard.find(({ what }) => what === 'PUT stores/sto_demo/email')?.body).toEqual({
    contactAddress: 'hello@mackerelsky.example',
  })
})

const test1 = { address: 'ines@mackerelsky.example', at: NOW, state: 'sent', lastError: null } as const

test.each([
  ['No mail server yet', { server: null, confirmedAt: null, test: null }],
  ['Not tried yet', { confirmedAt: null, test: null }],
  ['On its way', { confirmedAt: null, test: { ...test1, state: 'waiting' } }],
  ['It has not left yet', { confirmedAt: null, test: { ...test1, state: 'waiting', lastError: '421 busy' } }],
  ['Not confirmed yet', { confirmedAt: null, test: test1 }],
  [
    'The letter did not go out',
    { confirmedAt: null, test: { ...test1, state: 'failed', lastError: '550 no' } },
  ],
  ['Your test letter arrived.', { confirmedAt: NOW, test: test1 }],
] as const)(
  '"%s" is said when it is so, and the promise that shoppers read goes with it',
  async (title, email) => {
    showEmail((there) => own(there, email))
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy()
    const promise = 'Saved. We aim to answer within 24 hours. You can close this page.'
    expect(screen.queryByText(promise) !== null).toBe(title === 'Your test letter arrived.')
    expect(screen.queryByText('Saved for the team. They will write to you.') === null).toBe(
      title === 'Your test letter arrived.',
    )
  },
)

test('a test letter is sent with one button, and its confirmation appears by itself', async () => {
  const { user, house, heard } = showEmail((there) => own(there, { confirmedAt: null, test: null }))
  await user.click(await screen.findByRole('button', { name: 'Send a test letter' }))
  expect(heard.some(({ what }) => what === 'POST stores/sto_demo/email/test')).toBe(true)
  own(house, { test: test1 })
  await user.click(screen.getByRole('button', { name: 'Send a test letter' }))
  await screen.findByRole('heading', { name: 'Not confirmed yet' })
  own(house, { confirmedAt: NOW })
  expect(await screen.findByText('Your test letter arrived.', {}, { timeout: 4_000 })).toBeTruthy()
})

test('the demo has no mail server to set, and shows the promise all the same', async () => {
  showConsole('/console/sto_demo/mail')
  expect(await screen.findByRole('heading', { name: 'The demo’s letters stay here' })).toBeTruthy()
  expect(screen.queryByLabelText('Mail server')).toBeNull()
  expect(screen.getByText(/We aim to answer within 24 hours/)).toBeTruthy()
})
