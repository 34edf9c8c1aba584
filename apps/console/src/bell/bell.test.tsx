import type { ConversationRow } from '@shopbell/protocol'
import { screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { NOW, showConsole } from '../../test/show-console'
import { tick } from '../foundation/clock'

type Console = ReturnType<typeof showConsole>

/** A console that has been looked at, whatever the list shows. */
async function sitDown(path = '/console/sto_demo/closed'): Promise<Console> {
  const shown = showConsole(path)
  await waitFor(() => expect(shown.session.snapshot().calls.stale).toBe(false))
  return shown
}

/** One more shopper waits, whichever view is watched. */
function comes({ session, house }: Console, change: Partial<ConversationRow> = {}): void {
  const boots = house.rows.find(({ id }) => id === 'conv_boots')
  if (boots === undefined) throw new Error('The afternoon has boots.')
  const { calls } = session.snapshot()
  const one: ConversationRow = {
    ...boots,
    id: 'conv_new',
    visitor: { id: 'vis_new', name: 'Sam' },
    ...change,
  }
  const others = calls.rows.filter(({ id }) => id !== one.id)
  session.set({ switch: 'available', calls: { ...calls, rows: [...others, one] } })
  // Nobody was given it.
  tick.value += 2_000
}

test('a shopper who waits is heard once in front of the screen, whichever list is shown', async () => {
  const shown = await sitDown()
  comes(shown)
  expect(shown.bell.sounded.value).toBe(1)
  tick.value = NOW + 60_000
  expect(shown.bell.sounded.value).toBe(1)
  expect(shown.bell.notices).toEqual([])
})

test('with another window in front it is heard every twenty seconds, until the agent comes back', async () => {
  const shown = await sitDown()
  const { bell } = shown
  bell.isHere.value = false
  comes(shown)
  tick.value = NOW + 22_000
  tick.value = NOW + 42_000
  expect(bell.sounded.value).toBe(3)
  bell.isHere.value = true
  bell.isHere.value = false
  tick.value = NOW + 80_000
  expect(bell.sounded.value).toBe(3)
})

test('a notice says who and on which page, never what was written, and leads to the conversation', async () => {
  const shown = await sitDown()
  const { bell } = shown
  bell.permission.value = 'granted'
  bell.isHere.value = false
  comes(shown, { last: { at: NOW, by: 'visitor', text: 'My card number is 4000 0000' } })
  expect(bell.notices).toEqual([
    {
      title: 'Sam is waiting',
      body: 'Fell boots',
      tag: 'conv_new',
      path: '/console/sto_demo/waiting/conv_new',
    },
  ])
})

test('of several tabs only the one that leads rings, and one that takes over does not begin anew', async () => {
  const shown = await sitDown()
  const { bell } = shown
  bell.isHere.value = false
  bell.leads(false)
  comes(shown)
  tick.value = NOW + 20_000
  bell.leads(true)
  tick.value = NOW + 40_000
  expect(bell.sounded.value).toBe(0)
  comes(shown, { id: 'conv_newer' })
  expect(bell.sounded.value).toBe(1)
})

test('sound is switched off on this device, and stays off after a reload', async () => {
  const shown = await sitDown()
  await shown.user.click(screen.getByRole('button', { name: 'Ines Duarte, account' }))
  await shown.user.click(screen.getByRole('checkbox', { name: 'Sound' }))
  comes(shown)
  expect(shown.bell.sounded.value).toBe(0)
  expect(localStorage.getItem('shopbell.console.sound')).toBe('off')
})

test('the test sound is heard, and permission is asked for only by a press', async () => {
  const { user, bell } = await sitDown()
  await user.click(screen.getByRole('button', { name: 'Ines Duarte, account' }))
  await user.click(screen.getByRole('button', { name: 'Play test sound' }))
  expect(bell.sounded.value).toBe(1)
  expect(bell.permission.value).toBe('unasked')
  await user.click(screen.getByRole('button', { name: 'Allow desktop notifications' }))
  expect(
    await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Desktop notifications' }),
  ).toHaveProperty('checked', true)
  bell.permission.value = 'denied'
  expect(await screen.findByText(/blocked for this site/)).toBeTruthy()
})

test('a browser that keeps quiet is told of, until something is pressed', async () => {
  const { bell } = await sitDown()
  bell.canSound.value = false
  expect(await screen.findByRole('button', { name: 'Turn on the sound' })).toBeTruthy()
  bell.canSound.value = true
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Turn on the sound' })).toBeNull())
})

test('the title counts what asks for this agent from every list, the late ones too', async () => {
  const shown = await sitDown()
  await waitFor(() => expect(document.title).toBe('(4) Closed · Mackerel Sky'))
  const { calls } = shown.session.snapshot()
  const late = calls.rows.map((row) =>
    row.id === 'conv_wojciech' ? { ...row, waitingSince: NOW - 90_000, lateAt: NOW - 30_000 } : row,
  )
  shown.session.set({ calls: { ...calls, rows: late } })
  await waitFor(() => expect(document.title).toBe('(5) Closed · Mackerel Sky'))
})
