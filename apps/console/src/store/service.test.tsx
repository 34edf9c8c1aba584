import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const PAGE = '/console/sto_demo/service'
const minutes = () => screen.findByLabelText<HTMLInputElement>(/^Longest wait/)
const hours = () => screen.findByLabelText<HTMLInputElement>(/^Answer by email/)

test('the owner sets both times and the switch, and reads beside them what shoppers will', async () => {
  const { user, heard } = showConsole(PAGE)
  expect(await screen.findByText('We are here. Usually 1 min')).toBeTruthy()
  expect(screen.getByText('All busy. Leave your email')).toBeTruthy()
  await user.clear(await minutes())
  await user.type(await minutes(), '3')
  await user.clear(await hours())
  await user.type(await hours(), '1')
  await user.click(screen.getByRole('radio', { name: 'Always' }))
  expect(await screen.findByText('When the wait is more than 3 minutes')).toBeTruthy()
  expect(screen.getByText('All busy. Number 3, about 4 min')).toBeTruthy()
  expect(screen.getByText('Saved. We aim to answer within 1 hour. You can close this page.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(heard).toContainEqual({
      what: 'PUT stores/sto_demo/service',
      body: { promisedWaitMinutes: 3, emailAnswerHours: 1, liveChat: 'on' },
    }),
  )
  expect(await screen.findByText('Saved.')).toBeTruthy()
})

test('what shoppers read now is asked for again after saving', async () => {
  const { user, house } = showConsole(PAGE)
  await screen.findByText('We are here. Usually 1 min')
  house.availability = { kind: 'nobody' }
  await user.click(screen.getByRole('radio', { name: 'Never' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getAllByText('Nobody is at the desk right now')).toHaveLength(2))
  expect(screen.queryByText('We are here. Usually 1 min')).toBeNull()
})

test.each(['0', '-5', '61', '5.5', 'five', '', '1e9'])(
  '“%s” minutes are answered beside their field, and nothing is sent',
  async (typed) => {
    const { user, heard } = showConsole(PAGE)
    const field = await minutes()
    await user.clear(field)
    if (typed !== '') await user.type(field, typed)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('A whole number from 1 to 60.')).toBeTruthy()
    await waitFor(() => expect(document.activeElement).toBe(field))
    expect(heard.some(({ what }) => what.startsWith('PUT'))).toBe(false)
    expect(screen.queryByText(/^When the wait is more than/)).toBeNull()
  },
)

test('what the server finds wrong stands beside its field', async () => {
  const { user } = showConsole(PAGE, (house) => {
    house.refuse['PUT service'] = { code: 'invalid', fields: { emailAnswerHours: 'A whole number.' } }
  })
  await hours()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('A whole number.')).toBeTruthy()
})

test('without an answer to what shoppers read now, the page does its work all the same', async () => {
  showConsole(PAGE, (house) => {
    house.refuse['GET availability'] = { code: 'busy' }
  })
  expect((await minutes()).value).toBe('5')
  expect(screen.queryByText('Now')).toBeNull()
})
