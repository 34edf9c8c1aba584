/** The words of the hours that a page prints; see `../copy.ts`. */
export const hoursWords = {
  hours: 'Opening hours',
  always: 'Always open.',
  today: (weekday: string) => `${weekday}, today`,
  closed: 'Closed',
  allDay: 'All day',
  times: (from: string, to: string) => `${from} – ${to}`,
  because: (hours: string, reason: string) => `${hours} (${reason})`,
  yourTime: (place: string) => `All times are yours. The store keeps the time of ${place}.`,
  inTheChat: (within: string) => `In the chat we usually answer within ${within}.`,
  byEmail: (within: string) => `By email we aim to answer within ${within}.`,
}
