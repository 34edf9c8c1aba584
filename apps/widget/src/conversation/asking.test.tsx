import type { Availability, StandingBody } from '@shopbell/protocol'
import { fireEvent, waitFor } from '@testing-library/preact'
import { beforeEach, expect, test, vi } from 'vitest'
import { cameBack, conversation, INES, ME, message, standing } from '../testing/entries'
import { now, settled, shopper } from '../testing/shopper'

const ines = { id: 'agt_0001', name: 'Ines' } as const
const nobody: Availability = { kind: 'nobody' }
const live: Availability = { kind: 'live', replyMs: null }
const inLine = (place: number, estimateMs: number | null = null): Availability => ({
  kind: 'busy',
  place,
  estimateMs,
  isOffered: true,
})
const hello = message(1, ME, 'Is it lined?', now)
const waiting = conversation({ standing: { status: 'waiting', sinceMs: now }, entries: [hello] })
const chatting = conversation({ entries: [hello, message(2, INES, 'It is not.', now)] })
const byEmail = { status: 'by_email', awaiting: 'store', promisedAtMs: now } as const
const saved: StandingBody = {
  to: 'by_email',
  because: 'address_left',
  promisedAtMs: now + 24 * 60 * 60_000,
  isPromised: true,
}
const overdue = conversation({
  standing: { status: 'with_agent', agentId: ines.id, agentName: ines.name, awaiting: 'agent' },
  entries: [
    hello,
    standing(2, { to: 'with_agent', because: 'slow', agent: ines }, now),
    standing(3, { to: 'with_agent', because: 'overdue', agent: ines }, now),
  ],
})

/** What the server was sent, and what it answers. */
let sent: { url: string; headers: Headers; body: unknown }[]
let answer: () => Response | Promise<Response>

beforeEach(() => {
  sent = []
  answer = () => Response.json({ address: 'mo@example.com', byEmail: true })
  vi.stubGlobal('fetch', async (url: URL, { headers, body }: { headers: HeadersInit; body: string }) => {
    sent.push({ url: url.href, headers: new Headers(headers), body: JSON.parse(body) })
    return answer()
  })
})
/** A shopper with an open panel and a session. */
async function guest(snapshot: Parameters<typeof shopper>[0] = {}) {
  const one = await shopper({ ...snapshot, kept: { token: 'a-token', ...snapshot.kept } })
  one.panel.open()
  await settled()
  return {
    ...one,
    address: () => one.screen.getByRole<HTMLInputElement>('textbox', { name: 'Your email' }),
    hasCard: () => one.screen.queryByRole('textbox', { name: 'Your email' }) !== null,
    press: (name: string | RegExp) => one.user.click(one.screen.getByRole('button', { name })),
    reads: (words: string) => waitFor(() => expect(one.screen.getByText(words)).toBeTruthy()),
  }
}

test('with nobody there, whoever has written is asked for an address, and may be answered by email', async () => {
  const { screen, user, address, hasCard, press, session } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  expect(screen.getByText('Nobody is here right now. Where can we email you?')).toBeTruthy()
  await user.type(address(), 'mo@example.com')
  await press('Save')
  expect(sent).toHaveLength(1)
  expect(sent[0]?.url).toBe('https://chat.example.com/v1/stores/sto_demo/address')
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer a-token')
  expect(sent[0]?.body).toEqual({ address: 'mo@example.com', byEmail: false, language: 'en' })
  expect(hasCard()).toBe(false)
  const entries = [hello, standing(2, saved, now)]
  session.show({ conversation: conversation({ standing: byEmail, entries }) })
  await settled()
  expect(screen.getByText('Saved. We aim to answer within 24 hours. You can close this page.')).toBeTruthy()
  expect(hasCard()).toBe(false)
  expect(screen.getByPlaceholderText('Write, and we answer by email')).toBeTruthy()
})

test('a closed store says when it is back as it asks', async () => {
  const opensAt = new Date(2026, 0, 6, 9).getTime()
  const { screen } = await guest({
    snapshot: { availability: { kind: 'closed', opensAt }, conversation: waiting },
  })
  expect(screen.getByText(/^We are back tomorrow at 0?9:00( AM)?\. Where can we email you\?$/)).toBeTruthy()
})

test('no time is promised while it is unknown whether the store’s letters arrive', async () => {
  const entries = [hello, standing(2, { ...saved, isPromised: false }, now)]
  const { screen } = await guest({
    snapshot: { availability: nobody, conversation: conversation({ standing: byEmail, entries }) },
  })
  expect(screen.getByText('Saved for the team. They will write to you.')).toBeTruthy()
})

test('nobody is asked before they have written', async () => {
  const { hasCard } = await guest({ snapshot: { availability: nobody } })
  expect(hasCard()).toBe(false)
})

test('when the last person leaves, an open panel says so and asks', async () => {
  const { screen, session, hasCard, shell } = await guest({ snapshot: { conversation: waiting } })
  expect(hasCard()).toBe(false)
  session.show({ availability: nobody })
  await settled()
  expect(
    screen.getByText('Everyone has left for now. Leave your email, and we answer when we are back.'),
  ).toBeTruthy()
  expect(hasCard()).toBe(true)
  // It comes by itself, so it takes no focus from where one writes.
  expect(shell.root.activeElement?.localName).toBe('textarea')
  session.show({ availability: live })
  await settled()
  expect(hasCard()).toBe(false)
})

test('with nobody there the card says how soon an answer comes, where that is promised', async () => {
  const { screen, session } = await guest({ snapshot: { conversation: waiting } })
  session.show({ availability: { kind: 'nobody', emailMs: 4 * 60 * 60_000 } })
  await settled()
  expect(
    screen.getByText('Everyone has left for now. Leave your email, and we answer within 4 hours.'),
  ).toBeTruthy()
})

test('when the last person leaves before anything was written, the panel says so first', async () => {
  const { screen, session } = await guest()
  session.show({ availability: nobody })
  await settled()
  expect(
    screen.getByText('Everyone has left for now. Write all the same, and leave your email.'),
  ).toBeTruthy()
})

test('a place in line is told with what is known, and each move once', async () => {
  const { screen, mount, session } = await guest({
    snapshot: { availability: inLine(7, 6 * 60_000), conversation: waiting },
  })
  const place = screen.getByText('You are number 7')
  expect(place.getAttribute('role')).toBe('status')
  expect(screen.getByText('About 6 minutes.')).toBeTruthy()
  expect(screen.getByText('You may leave this page, your place is kept for 10 minutes.')).toBeTruthy()
  expect(mount.querySelectorAll('.knots i')).toHaveLength(5)
  session.show({ availability: inLine(2, 90_000) })
  await settled()
  expect(place.textContent).toBe('You are number 2 now')
  expect(mount.querySelectorAll('.knots i')).toHaveLength(2)
  // The header says the same at every new estimate, so only the place is read out.
  expect(mount.querySelector('.status')?.getAttribute('aria-live')).toBe('off')
  session.show({ conversation: chatting })
  await settled()
  expect(mount.querySelector('.place')).toBeNull()
})

test('no place is shown while nobody says which it is', async () => {
  const { mount, session } = await guest({ snapshot: { availability: inLine(2), conversation: waiting } })
  session.show({ connection: { kind: 'reconnecting', attempt: 1 } })
  await settled()
  expect(mount.querySelector('.place')).toBeNull()
})

test('whoever waits may have the answer by email instead', async () => {
  const { user, address, hasCard, press, focused } = await guest({
    snapshot: { availability: inLine(3), conversation: waiting },
  })
  expect(hasCard()).toBe(false)
  await press('Have the answer by email')
  expect(focused()).toBe(address())
  await user.keyboard('mo@example.com{Enter}')
  expect(sent[0]?.body).toMatchObject({ address: 'mo@example.com', byEmail: true })
})

test('where it takes longer than the store promises, email is offered as soon as something was written', async () => {
  const restrained: Availability = { kind: 'busy', place: 9, estimateMs: 25 * 60_000, isOffered: false }
  const { screen, user, field, hasCard, session } = await guest({ snapshot: { availability: restrained } })
  expect(
    screen.getByText('Everybody is busy, and a chat would take long. Write, and leave your email.'),
  ).toBeTruthy()
  await user.type(field(), 'Is it lined?{Enter}')
  session.show({ availability: inLine(9, 25 * 60_000), conversation: waiting })
  await settled()
  expect(
    screen.getByText('This takes longer than it should. Wait, or have the answer by email?'),
  ).toBeTruthy()
  expect(hasCard()).toBe(true)
})

test('when a person takes too long, email is offered beside, and the chat stays theirs', async () => {
  answer = () => Response.json({ address: 'mo@example.com', byEmail: false })
  const { screen, user, field, focused, press, reads, hasCard, session } = await guest({
    snapshot: { conversation: overdue },
  })
  expect(screen.getByText('Ines is still on it.')).toBeTruthy()
  expect(
    screen.getByText('This takes longer than it should. Wait, or have the answer by email?'),
  ).toBeTruthy()
  await press('Have the answer by email')
  await user.keyboard('mo@example.com{Enter}')
  expect(sent[0]?.body).toMatchObject({ byEmail: false })
  await reads('Saved. Ines can write to you there.')
  expect(hasCard()).toBe(false)
  expect(focused()).toBe(field())
  session.show({ conversation: { ...overdue, entries: [...overdue.entries, message(4, INES, 'No.', now)] } })
  await settled()
  expect(screen.queryByText('Saved. Ines can write to you there.')).toBeNull()
  expect(screen.queryByRole('button', { name: 'Have the answer by email' })).toBeNull()
})

test('while a person chats an address is asked for once, and not again after “Not now”', async () => {
  const { screen, press, device } = await guest({ snapshot: { conversation: chatting } })
  expect(screen.getByText('If you have to go: where can we send the answer?')).toBeTruthy()
  await press('Not now')
  await waitFor(() => expect(screen.queryByText(/^If you have to go/)).toBeNull())
  window.dispatchEvent(new Event('pagehide'))
  const next = await guest({ snapshot: { conversation: chatting }, kept: device.read() })
  expect(next.screen.queryByText(/^If you have to go/)).toBeNull()
  const another = { ...chatting, conversation: 'conv_0002' } as const
  const later = await guest({ snapshot: { conversation: another }, kept: device.read() })
  expect(later.screen.getByText(/^If you have to go/)).toBeTruthy()
})

test('whoever writes on is not asked again either', async () => {
  const { screen, user, field } = await guest({ snapshot: { conversation: chatting } })
  await user.type(field(), 'And warm?{Enter}')
  await waitFor(() => expect(screen.queryByText(/^If you have to go/)).toBeNull())
})

test('nobody is asked whose address is known, nor before the person has said something', async () => {
  const entries = [hello, standing(2, saved, now), message(3, INES, 'It is not.', now)]
  const known = await guest({ snapshot: { conversation: conversation({ entries }) } })
  expect(known.screen.queryByText(/^If you have to go/)).toBeNull()
  const early = await guest({ snapshot: { conversation: conversation({ entries: [hello] }) } })
  expect(early.screen.queryByText(/^If you have to go/)).toBeNull()
})

test('what is no address yet is said beside the field, which keeps the words and the focus', async () => {
  const { screen, user, address, focused } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@{Enter}')
  const trouble = screen.getByText('That is not complete yet. It looks like name@example.com.')
  expect(address().getAttribute('aria-invalid')).toBe('true')
  expect(address().getAttribute('aria-describedby')).toContain(trouble.id)
  expect(address().value).toBe('mo@')
  expect(focused()).toBe(address())
  expect(sent).toEqual([])
  await user.type(address(), 'e')
  expect(screen.queryByText(/not complete/)).toBeNull()
})

test('a slip of the finger is asked about once: one press mends it', async () => {
  const { user, address, press } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@gmial.com{Enter}')
  expect(sent).toEqual([])
  await press('Did you mean mo@gmail.com?')
  expect(sent[0]?.body).toMatchObject({ address: 'mo@gmail.com' })
})

test('who did mean it saves it as it is', async () => {
  const { user, address, press } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@gmial.com{Enter}')
  await press('Save')
  expect(sent[0]?.body).toMatchObject({ address: 'mo@gmial.com' })
})

test('what the server refuses is said in its words', async () => {
  const reason = 'One address alone, without a name. It looks like name@example.com.'
  answer = () =>
    Response.json({ code: 'invalid', message: reason, fields: { address: reason } }, { status: 400 })
  const { user, address, reads } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'a@ok.com,b@evil.com{Enter}')
  await reads(reason)
  expect(address().value).toBe('a@ok.com,b@evil.com')
})

test.each([
  ['without a network', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['from a server in trouble', () => Response.json({ code: 'busy', message: 'Busy.' }, { status: 503 })],
  ['from something else on the way', () => new Response('<html>', { status: 502 })],
])('%s nothing is lost, and it can be tried again', async (_, trouble) => {
  answer = trouble
  const { user, address, press, reads, hasCard } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@example.com{Enter}')
  await reads('Not saved. Try again.')
  expect(address().value).toBe('mo@example.com')
  answer = () => Response.json({ address: 'mo@example.com', byEmail: true })
  await press('Save')
  await waitFor(() => expect(hasCard()).toBe(false))
})

test('pressed twice it is sent once', async () => {
  answer = () => new Promise(() => {})
  const { user, address, press } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@example.com{Enter}')
  await press('Save')
  expect(sent).toHaveLength(1)
})

test('a half-typed address is there after a reload', async () => {
  const first = await guest({ snapshot: { availability: nobody, conversation: waiting } })
  await first.user.type(first.address(), 'mo@exa')
  window.dispatchEvent(new Event('pagehide'))
  const next = await guest({
    snapshot: { availability: nobody, conversation: waiting },
    kept: first.device.read(),
  })
  expect(next.address().value).toBe('mo@exa')
})

test('what another version of the page has kept of an address costs nothing', async () => {
  const { address } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
    kept: { address: { typed: 7, settledIn: null } },
  })
  expect(address().value).toBe('')
})

test('an address that is being typed is not taken away by somebody who comes', async () => {
  const { user, address, focused, session } = await guest({
    snapshot: { availability: nobody, conversation: waiting },
  })
  await user.type(address(), 'mo@exa')
  const field = address()
  session.show({ availability: live })
  await settled()
  session.show({ conversation: conversation({ entries: [hello] }) })
  await settled()
  expect(address()).toBe(field)
  expect(focused()).toBe(field)
})

test('a letter that came back is told, with the address to mend', async () => {
  answer = () => Response.json({ address: 'mo@example.org', byEmail: false })
  const entries = [hello, standing(2, saved, now), cameBack(3, 'mo@example.com', now)]
  const { screen, user, address, reads, hasCard } = await guest({
    snapshot: { availability: nobody, conversation: conversation({ standing: byEmail, entries }) },
    kept: { address: { typed: 'mo@example.com', settledIn: 'conv_0001', settledAt: 2 } },
  })
  expect(screen.getByText('Our email to mo@example.com came back. Is it spelled right?')).toBeTruthy()
  expect(address().value).toBe('mo@example.com')
  fireEvent.input(address(), { target: { value: 'mo@example.org' } })
  await user.type(address(), '{Enter}')
  await reads('Saved for the team. They will write to you.')
  expect(hasCard()).toBe(false)
})

test('letters are told from what was said here, from both sides', async () => {
  const entries = [
    hello,
    standing(2, saved, now),
    message(3, INES, 'It is not.', now, 'letter'),
    message(4, ME, 'Thank you.', now, 'letter'),
  ]
  const { mount, screen } = await guest({
    snapshot: { availability: nobody, conversation: conversation({ standing: byEmail, entries }) },
  })
  const letter = mount.querySelector('[data-by="letter"]')
  expect(letter?.textContent).toMatch(/^Ines, by email, (16:00|4:00\sPM)It is not\.$/)
  expect(screen.getByText(/^By email, (16:00|4:00\sPM)$/)).toBeTruthy()
})

test('who opens a chat again, and whom it is handed to, is named', async () => {
  const entries = [
    hello,
    standing(2, { to: 'closed', because: 'agent', agent: ines }, now),
    standing(3, { to: 'with_agent', because: 'reopened', agent: ines }, now),
    standing(
      4,
      { to: 'waiting', because: 'transferred', agent: ines, team: { id: 'team_0001', name: 'Fit' } },
      now,
    ),
    standing(
      5,
      { to: 'with_agent', because: 'transferred', agent: { id: 'agt_0002', name: 'Noor' }, by: ines },
      now,
    ),
  ]
  const { screen } = await guest({ snapshot: { conversation: conversation({ entries }) } })
  for (const words of [
    'Open again. Ines can see what you wrote before.',
    'Another person will take over. They can see everything above.',
    'Noor has joined and can see everything above.',
  ])
    expect(screen.getByText(words)).toBeTruthy()
})

test('what becomes of the address is one press away', async () => {
  const { screen, press } = await guest({ snapshot: { availability: nobody, conversation: waiting } })
  const privacy = screen.getByRole('button', { name: 'Privacy' })
  expect(privacy.getAttribute('aria-expanded')).toBe('false')
  await press('Privacy')
  await waitFor(() => expect(screen.getByText(/No newsletter comes of it\.$/)).toBeTruthy())
  fireEvent.click(privacy)
  await waitFor(() => expect(screen.queryByText(/No newsletter/)).toBeNull())
})
