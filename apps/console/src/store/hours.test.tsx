import { fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { showConsole } from '../../test/show-console'

const HOURS = '/console/sto_demo/hours'
const office = [{ from: 540, to: 1_020 }]
const week = [office, office, office, office, office, [], []] as const
const inBerlin = { zone: 'Europe/Berlin', week, exceptions: [], seasons: [] }
const sent = (heard: readonly { what: string; body: unknown }[]) =>
  heard.findLast(({ what }) => what === 'PUT stores/sto_demo/hours')?.body
const set = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } })
const preview = () => screen.getByLabelText('What shoppers read').textContent

test('a store that is always open gets hours of its own, day by day, and its words change as they are typed', async () => {
  const { user, heard } = showConsole(HOURS)
  await user.click(await screen.findByText('By these hours', {}, { timeout: 4_000 }))
  await user.selectOptions(screen.getByLabelText('Time zone'), 'Europe/Berlin')
  set('Monday, opens at', '10:00')
  await user.click(screen.getByText('Monday’s times for Tuesday to Friday too'))
  await user.click(screen.getByLabelText('Remove 10:00 to 17:00: Wednesday'))
  await user.click(screen.getByLabelText('Add times: Saturday'))
  set('Saturday, closes at', '00:00')
  // A Monday, three in the afternoon in Berlin.
  expect(preview()).toContain('Open: who is here decides')
  await user.click(screen.getByText('Save'))
  await screen.findByText('Saved.')
  const later = [{ from: 600, to: 1_020 }]
  expect(sent(heard)).toEqual({
    hours: {
      zone: 'Europe/Berlin',
      week: [later, later, [], later, later, [{ from: 540, to: 1_440 }], []],
      exceptions: [],
      seasons: [],
    },
    answersOutsideHours: false,
  })
})

test('the owner reads what shoppers will read at any moment, by the clocks of the store', async () => {
  showConsole(HOURS, (house) => {
    const holiday = { date: '2026-01-06', intervals: [], name: 'Epiphany' }
    const sale = { name: 'Sale', from: '2026-01-10', to: '2026-01-12', week, banner: 'Up to half price' }
    house.hours = {
      hours: { ...inBerlin, exceptions: [holiday], seasons: [sale] },
      answersOutsideHours: false,
    }
  })
  await screen.findByLabelText('Time zone')
  set('At another time', '2026-01-05T17:00')
  expect(preview()).toMatch(/Closed\. Back Wednesday at 0?9:00/)
  set('At another time', '2026-01-07T08:59')
  expect(preview()).toMatch(/Closed\. Back today at 0?9:00/)
  set('At another time', '2026-01-11T12:00')
  expect(preview()).toMatch(/Closed\. Back tomorrow at 0?9:00.*Up to half price/)
  set('At another time', '2026-03-29T02:30')
  expect(preview()).toContain('No such time')
})

test('a refusal stands beside what it is about, and nothing typed is lost', async () => {
  const { user, heard, house } = showConsole(HOURS, (there) => {
    there.hours = { hours: inBerlin, answersOutsideHours: false }
    there.refuse['PUT hours'] = {
      code: 'invalid',
      fields: { 'hours.week.1.1': 'Overlaps the one before it.' },
    }
  })
  await user.click(await screen.findByLabelText('Add times: Tuesday'))
  const [, second] = screen.getAllByLabelText<HTMLInputElement>('Tuesday, opens at')
  if (second === undefined) throw new Error('There are two.')
  fireEvent.input(second, { target: { value: '16:00' } })
  await user.click(screen.getByText('Save'))
  await waitFor(() => expect(document.activeElement).toBe(second))
  const tuesday = within(screen.getByRole('group', { name: 'Tuesday' }))
  const line = tuesday.getByText('Overlaps the one before it.').closest('p')
  expect(second.getAttribute('aria-describedby')).toBe(line?.id)
  expect(second.value).toBe('16:00')

  // Another row may not inherit the words.
  await user.click(tuesday.getByRole('button', { name: 'Remove 16:00 to : Tuesday' }))
  expect(tuesday.queryByText('Overlaps the one before it.')).toBeNull()
  house.refuse = {}
  await user.click(screen.getByText('Save'))
  await screen.findByText('Saved.')
  expect(sent(heard)).toMatchObject({ hours: { week } })
})

test('other days and seasons are added with the keyboard at hand, and removed', async () => {
  const { user, heard } = showConsole(HOURS, (there) => {
    there.hours = { hours: inBerlin, answersOutsideHours: false }
  })
  await user.click(await screen.findByText('Add a day'))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Date')))
  await user.type(screen.getByLabelText('Why'), 'Stock count ')
  await user.click(screen.getByLabelText('Add times: Hours'))
  await user.click(screen.getByText('Add a season'))
  await user.type(screen.getByLabelText('Name'), 'Advent')
  set('First day', '2026-11-29')
  set('Last day', '2026-12-24')
  await user.type(screen.getByLabelText('Line for shoppers (optional)'), 'Open longer')
  await user.click(screen.getByLabelText(/^Answer outside these hours too, whenever someone is here/))
  await user.click(screen.getByText('Save'))
  await screen.findByText('Saved.')
  expect(sent(heard)).toEqual({
    hours: {
      ...inBerlin,
      exceptions: [{ date: '2026-01-06', name: 'Stock count', intervals: office }],
      seasons: [{ name: 'Advent', from: '2026-11-29', to: '2026-12-24', banner: 'Open longer', week }],
    },
    answersOutsideHours: true,
  })
  await user.click(screen.getByLabelText('Remove Stock count'))
  await user.click(screen.getByLabelText('Remove Advent'))
  expect(document.activeElement).toBe(screen.getByText('Add a season'))
  await user.click(screen.getByText('Save'))
  await waitFor(() => expect(sent(heard)).toMatchObject({ hours: { exceptions: [], seasons: [] } }))
})

test('the demo pretends that it is Sunday, and is always open again afterwards', async () => {
  const { user, heard } = showConsole(HOURS)
  await user.click(await screen.findByText('Pretend it is Sunday'))
  await screen.findByText('Saved.')
  const whole = [{ from: 0, to: 1_440 }]
  expect(sent(heard)).toMatchObject({
    hours: {
      week: Array.from({ length: 7 }, () => whole),
      exceptions: [{ date: '2026-01-05', intervals: [], name: 'Sunday' }],
    },
  })
  expect(preview()).toMatch(/Closed\. Back tomorrow at/)
  await user.click(screen.getByText('Back to today'))
  await waitFor(() => expect(sent(heard)).toEqual({ hours: null, answersOutsideHours: false }))
})

test('what prints the hours on a page is copied from here', async () => {
  const { user } = showConsole(HOURS)
  await user.click(await screen.findByText('Copy'))
  expect(await navigator.clipboard.readText()).toBe(
    '<div data-shopbell-hours></div>\n<script type="module" src="https://chat.mackerelsky.example/w/sto_7h2kq9/hours.js"></script>',
  )
})

test('a store of one’s own is not asked to pretend', async () => {
  showConsole(HOURS, ({ me }) => {
    for (const { store } of me?.memberships ?? []) Object.assign(store, { demo: false })
  })
  await screen.findByText('Always')
  expect(screen.queryByText('Pretend it is Sunday')).toBeNull()
})
