import { fireEvent, waitFor } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { startConversation } from '../conversation/start-conversation'
import { conversation, INES, ME, message, pending, standing } from '../testing/entries'
import { fakeDevice, fakeSession } from '../testing/fake-session'
import { DEMO_SETTINGS, fakeShell } from '../testing/fake-shell'
import { now, OPEN, settled, shopper } from '../testing/shopper'
import { mountPanel } from './mount-panel'

const ines = { id: 'agt_0001', name: 'Ines' } as const

test('a panel that is only drawn asks for nothing and is not there for a screen reader', async () => {
  const { screen, session, device } = await shopper()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(session.asked).toEqual([])
  expect(device.read().open).toBe(false)
})

test('opened by hand it is a named dialog, connects, and has the focus where one writes', async () => {
  const { shell, screen, field, focused, asked, device } = await shopper()
  fireEvent.click(shell.launcher)
  const dialog = screen.getByRole('dialog', { name: 'Chat with Mackerel Sky' })
  expect(dialog.getAttribute('aria-modal')).toBeNull()
  expect(focused()).toBe(field())
  expect(asked('connect')).toHaveLength(1)
  expect(device.read().open).toBe(true)
  expect(shell.launcher.ariaExpanded).toBe('true')
  expect(shell.launcher.ariaLabel).toBe('Close chat')
})

test('Escape closes it and gives the focus back to the launcher', async () => {
  const { shell, panel, screen, user, focused, asked } = await shopper()
  panel.open()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(focused()).toBe(shell.launcher)
  expect(asked('disconnect')).toHaveLength(1)
  expect(shell.launcher.ariaLabel).toBe('Open chat with Mackerel Sky')
})

test('what is typed here does not reach the shop’s own shortcuts', async () => {
  const { panel, field } = await shopper()
  let heard = 0
  const hear = () => {
    heard += 1
  }
  document.addEventListener('keydown', hear)
  panel.open()
  fireEvent.keyDown(field(), { key: '/' })
  document.removeEventListener('keydown', hear)
  expect(heard).toBe(0)
})

test('Enter sends the message with its page and empties the field; Shift and Enter break the line', async () => {
  const { panel, user, field, asked, shell } = await shopper()
  shell.said.push({ page: 'product' })
  panel.open()
  await user.type(field(), 'Is it lined?{Shift>}{Enter}{/Shift}And warm?{Enter}')
  expect(asked('send')).toEqual([
    ['send', 'Is it lined?\nAnd warm?', { url: `${location.origin}/`, title: '', type: 'product' }],
  ])
  await waitFor(() => expect(field().value).toBe(''))
})

test('Enter of an input method does not send', async () => {
  const { panel, field, asked } = await shopper()
  panel.open()
  fireEvent.input(field(), { target: { value: 'にほん' } })
  await settled()
  fireEvent.keyDown(field(), { key: 'Enter', isComposing: true })
  expect(asked('send')).toEqual([])
})

test('nothing but spaces is not sent, and the button says that it does nothing yet', async () => {
  const { panel, user, field, screen, asked } = await shopper()
  panel.open()
  await user.type(field(), '   {Enter}')
  const send = screen.getByRole('button', { name: 'Send' })
  expect(send.getAttribute('aria-disabled')).toBe('true')
  await user.click(send)
  expect(asked('send')).toEqual([])
})

test('a message that is too long says by how much, and stays', async () => {
  const { panel, field, screen, asked } = await shopper()
  panel.open()
  fireEvent.input(field(), { target: { value: 'x'.repeat(4012) } })
  await waitFor(() => expect(screen.getByText('Too long by 12 characters.')).toBeTruthy())
  fireEvent.keyDown(field(), { key: 'Enter' })
  expect(asked('send')).toEqual([])
  expect(field().value).toHaveLength(4012)
})

test('a draft is kept, and is there on the next page', async () => {
  const first = await shopper()
  first.panel.open()
  await first.user.type(first.field(), 'Half a sent')
  window.dispatchEvent(new Event('pagehide'))
  expect(first.device.read().draft).toBe('Half a sent')
  const next = await shopper({ kept: first.device.read() })
  await next.panel.resume()
  expect(next.field().value).toBe('Half a sent')
})

test('a sent draft is not kept again after it has gone', async () => {
  const { panel, user, field, device } = await shopper()
  panel.open()
  await user.type(field(), 'Hello{Enter}')
  window.dispatchEvent(new Event('pagehide'))
  expect(device.read().draft).toBe('')
})

test('a panel that was open on the last page is open again, and takes no focus from the shop', async () => {
  const { panel, screen, focused, asked } = await shopper({ kept: { open: true } })
  await panel.resume()
  expect(screen.getByRole('dialog')).toBeTruthy()
  expect(focused()).toBeNull()
  expect(asked('connect')).toHaveLength(1)
})

test('a panel that was closed stays closed, and leaves it to the session whether to connect', async () => {
  const { panel, screen, asked } = await shopper()
  await panel.resume()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(asked('resume')).toHaveLength(1)
  expect(asked('connect')).toHaveLength(0)
})

test('an empty chat greets for the page one is on', async () => {
  const { panel, screen, shell, session } = await shopper()
  shell.said.push({ page: 'checkout' })
  panel.open()
  expect(screen.getByText('Stuck at checkout? Tell us where.')).toBeTruthy()
  session.show({ conversation: conversation({ entries: [message(1, ME, 'Here', now)] }) })
  await settled()
  expect(screen.getByText('Stuck at checkout? Tell us where.')).toBeTruthy()
})

test('a chat from an earlier page is not greeted', async () => {
  const { panel, screen } = await shopper({
    snapshot: { conversation: conversation({ entries: [message(1, ME, 'Here', now)] }) },
  })
  panel.open()
  expect(screen.queryByText(/What can we help with/)).toBeNull()
})

test('a message is sending, then sent, then seen, on the same element', async () => {
  const { panel, screen, session } = await shopper()
  panel.open()
  session.show({ pending: [pending('Is it lined?', { kind: 'sending' }, now)] })
  await settled()
  const bubble = screen.getByText('Is it lined?')
  expect(screen.getByText('Sending')).toBeTruthy()
  const stored = { ...message(1, ME, 'Is it lined?', now), clientId: 'pending-Is it lined?' }
  const marks = { conversation: 'conv_0001', visitor: 1, team: 0 } as const
  session.show({ pending: [], conversation: conversation({ entries: [stored], marks }) })
  await settled()
  expect(screen.getByText(/^Sent (16:00|4:00\sPM)$/)).toBeTruthy()
  expect(screen.getByText('Is it lined?')).toBe(bubble)
  session.show({ conversation: conversation({ entries: [stored], marks: { ...marks, team: 1 } }) })
  await settled()
  expect(screen.getByText(/^Seen (16:00|4:00\sPM)$/)).toBeTruthy()
})

test('a refused message stays with its reason, and can be sent again or taken back', async () => {
  const refused = pending(
    'Hello',
    { kind: 'refused', code: 'invalid', message: 'It could not be read.' },
    now,
  )
  const { panel, screen, user, field, asked } = await shopper({
    snapshot: { pending: [refused] },
    kept: { draft: 'there' },
  })
  panel.open()
  expect(screen.getByText('Not sent. It could not be read.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(asked('retry')).toEqual([['retry', 'pending-Hello']])
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(field().value).toBe('Hello\nthere'))
})

test('offline says so once, and nothing is disabled', async () => {
  const { panel, screen, user, field, asked } = await shopper({
    snapshot: { connection: { kind: 'offline' }, pending: [pending('Hello', { kind: 'kept' }, now)] },
  })
  panel.open()
  expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual([
    'You are offline. We send when you are back',
  ])
  expect(screen.getByText('Sending when you are back')).toBeTruthy()
  await user.type(field(), 'And this{Enter}')
  expect(asked('send')).toHaveLength(1)
})

test.each([
  [{ kind: 'open' }, 'We could not store this yet. Trying again.'],
  [{ kind: 'offline' }, 'Sending when you are back'],
  [{ kind: 'reconnecting', attempt: 1 }, 'Not sent yet'],
  [{ kind: 'ended', code: 'origin_not_allowed' }, 'Not sent yet'],
] as const)('under kept words stands, once, what is true: %o', async (connection, words) => {
  const kept = ['Hello', 'And this'].map((text) => pending(text, { kind: 'kept' }, now))
  const { panel, mount } = await shopper({ snapshot: { connection, pending: kept } })
  panel.open()
  expect([...mount.querySelectorAll('.delivery')].map(({ textContent }) => textContent)).toEqual([words])
})

test('the log is a labelled log that reads out new messages, and not history', async () => {
  const { panel, screen, session } = await shopper({
    snapshot: { conversation: conversation({ entries: [message(5, INES, 'Old', now)], hasEarlier: true }) },
  })
  panel.open()
  const log = screen.getByRole('log', { name: 'Messages' })
  expect(log.getAttribute('aria-relevant')).toBe('additions')
  await waitFor(() => expect(log.getAttribute('aria-live')).toBe('polite'), { timeout: 2_000 })
  fireEvent.scroll(log)
  await settled()
  expect(log.getAttribute('aria-live')).toBe('off')
  expect(session.asked.at(-1)?.[0]).toBe('fetchEarlier')
})

test('handing over, losing, closing and opening again are said in words', async () => {
  const { panel, screen } = await shopper({
    snapshot: {
      conversation: conversation({
        entries: [
          standing(1, { to: 'with_agent', because: 'claimed', agent: ines }, now),
          standing(2, { to: 'waiting', because: 'agent_lost', agent: ines }, now),
          standing(3, { to: 'with_agent', because: 'returned', agent: ines }, now),
          standing(4, { to: 'closed', because: 'deadline', agent: null }, now),
          standing(5, { to: 'waiting', because: 'reopened' }, now),
        ],
      }),
    },
  })
  panel.open()
  for (const words of [
    'Ines has joined and can see everything above.',
    'Ines lost the connection. You keep your place at the front.',
    'Ines is back.',
    'This chat is closed. Write within 7 days to open it again.',
    'Open again. We can see what you wrote before.',
  ]) {
    expect(screen.getByText(words)).toBeTruthy()
  }
})

test('what looks like HTML is text, and only links are links', async () => {
  const text = '<img src=x onerror=alert(1)> https://elsewhere.example/a javascript:alert(1)'
  const { panel, mount, screen } = await shopper({
    snapshot: { conversation: conversation({ entries: [message(1, INES, text, now)] }) },
  })
  panel.open()
  expect(mount.querySelector('img')).toBeNull()
  const [link, ...others] = screen.getAllByRole<HTMLAnchorElement>('link')
  expect(others).toEqual([])
  expect(link?.href).toBe('https://elsewhere.example/a')
  expect(link?.target).toBe('_blank')
  expect(link?.rel).toBe('noopener noreferrer')
})

test('the person’s typing is shown and named', async () => {
  const { panel, screen } = await shopper({
    snapshot: { conversation: conversation({ typing: { name: 'Ines' } }) },
  })
  panel.open()
  expect(screen.getByText('Ines is typing')).toBeTruthy()
})

test('what is on screen is marked as seen, but not while the panel is closed or the page is hidden', async () => {
  const unseen = conversation({
    entries: [message(1, ME, 'Hi', now), message(2, INES, 'Hello', now)],
    marks: { conversation: 'conv_0001', visitor: 1, team: 1 },
  })
  const { panel, session, asked } = await shopper()
  session.show({ conversation: unseen, unread: 1 })
  await settled()
  expect(asked('read')).toEqual([])
  Object.defineProperty(document, 'hidden', { value: true, configurable: true })
  panel.open()
  expect(asked('read')).toEqual([])
  Object.defineProperty(document, 'hidden', { value: false, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
  expect(asked('read')).toEqual([['read', 2]])
})

test('an unread message shows on the launcher, swings it once, and has its line in the log', async () => {
  const { panel, screen, session, shell } = await shopper()
  session.show({
    conversation: conversation({
      entries: [message(1, ME, 'Hi', now), message(2, INES, 'Hello', now)],
      marks: { conversation: 'conv_0001', visitor: 1, team: 1 },
    }),
    unread: 1,
  })
  expect(shell.launcher.ariaLabel).toBe('Open chat with Mackerel Sky, 1 unread')
  expect(shell.launcher.dataset.unread).toBe('1')
  expect(shell.launcher.dataset.swing).toBe('')
  shell.launcher.dispatchEvent(new Event('animationend'))
  expect(shell.launcher.dataset.swing).toBeUndefined()
  panel.open()
  expect(screen.getByText('New')).toBeTruthy()
  expect(shell.launcher.dataset.unread).toBe('0')
})

test('who is there stands under the name, and a person’s first letter in the picture', async () => {
  const { panel, screen, mount, session } = await shopper()
  panel.open()
  expect(screen.getByText('We are here')).toBeTruthy()
  session.show({ conversation: conversation({}) })
  await settled()
  expect(screen.getByText('Ines is with you')).toBeTruthy()
  expect(mount.querySelector('.picture')?.textContent).toBe('I')
})

test('a store’s own greeting takes the place of ours', async () => {
  const shell = fakeShell({ ...DEMO_SETTINGS, greeting: 'Ahoy.' })
  const panel = mountPanel({
    shell,
    session: fakeSession(OPEN),
    device: fakeDevice(),
    now: () => now,
    loadConversation: async () => ({ startConversation }),
  })
  panel.open()
  await settled()
  expect(shell.root.querySelector('.greeting')?.textContent).toBe('Ahoy.')
})

test('a first message can be sent before the second chunk is here', async () => {
  const session = fakeSession(OPEN)
  const shell = fakeShell()
  const panel = mountPanel({
    shell,
    session,
    device: fakeDevice(),
    now: () => now,
    loadConversation: () => new Promise(() => {}),
  })
  panel.open()
  const field = shell.root.querySelector('textarea')
  if (!field) throw new Error('There is no field.')
  await userEvent.setup().type(field, 'Hello{Enter}')
  expect(session.asked.at(-1)).toEqual(['send', 'Hello', null])
})
