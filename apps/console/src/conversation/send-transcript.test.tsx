import { screen } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const withAddress =
  (address: string | null) => (there: Parameters<NonNullable<Parameters<typeof showConsole>[1]>>[0]) => {
    there.rows = there.rows.map((row) => ({ ...row, address }))
  }

test('an agent sees where answers go, and sends the shopper the whole chat with one button', async () => {
  const { user, heard } = showConsole('/console/sto_demo/mine/conv_tom', withAddress('tom@okafor.example'))
  expect(await screen.findByText('tom@okafor.example')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Send this chat by email' }))
  expect(await screen.findByText('Sent to tom@okafor.example.')).toBeTruthy()
  expect(heard.some(({ what }) => what === 'POST stores/sto_demo/conversations/conv_tom/transcript')).toBe(
    true,
  )
})

test('without an address there is nothing to send to', async () => {
  showConsole('/console/sto_demo/mine/conv_tom', withAddress(null))
  await screen.findByText('Conversation began')
  expect(screen.queryByRole('button', { name: 'Send this chat by email' })).toBeNull()
})
