import type { PageType } from '@shopbell/protocol'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** One thing that happens in a demo conversation, so long before the console was first opened. */
export type DemoStep =
  | { readonly beforeMs: number; readonly shopper: string }
  | { readonly beforeMs: number; readonly by: 'ines' | 'noor'; readonly says: string }
  | { readonly beforeMs: number; readonly by: 'ines' | 'noor'; readonly notes: string }
  | { readonly beforeMs: number; readonly by: 'ines' | 'noor'; readonly closes: true }
  | { readonly beforeMs: number; readonly by: 'ines' | 'noor'; readonly passesOn: 'workshop' }
  /** Nobody is there: the answer is to come by email. */
  | { readonly beforeMs: number; readonly leaves: string }

export interface DemoConversation {
  readonly name: string
  readonly page: { readonly path: string; readonly title: string; readonly type: PageType }
  /** Whether Ines has read all of it. */
  readonly read: boolean
  readonly steps: readonly DemoStep[]
}

/** One in each state that exists. A shopper who comes twice has two, the later of which goes on from the earlier. */
export const DEMO_CONVERSATIONS: readonly DemoConversation[] = [
  {
    name: 'Kenji 高橋健二',
    page: { path: '/ebb-boots', title: 'Ebb boots', type: 'product' },
    read: true,
    steps: [
      { beforeMs: 16 * DAY, shopper: 'Hello from Osaka. Do you ship the Ebb boots to Japan?' },
      {
        beforeMs: 16 * DAY - 2 * MINUTE,
        by: 'noor',
        says: 'We do. Seven to ten days, and 18 euros for the parcel.',
      },
      { beforeMs: 16 * DAY - 4 * MINUTE, shopper: 'ありがとうございます。 I will think about the colour.' },
      { beforeMs: 16 * DAY - 9 * MINUTE, by: 'noor', closes: true },
    ],
  },
  {
    name: 'Kenji 高橋健二',
    page: { path: '/order/10471', title: 'Your order 10471', type: 'order' },
    read: true,
    steps: [
      { beforeMs: 3 * DAY, shopper: 'It is me again. The boots in moss have arrived. The left one squeaks.' },
      {
        beforeMs: 3 * DAY - 3 * MINUTE,
        by: 'ines',
        says: 'They do that for a week. A little talcum under the insole, and it stops.',
      },
      {
        beforeMs: 3 * DAY - 4 * MINUTE,
        by: 'ines',
        notes: 'Third squeak this month, all from the March batch. Told the workshop.',
      },
      { beforeMs: 3 * DAY - 11 * MINUTE, shopper: 'Talcum it is. Thank you!' },
      { beforeMs: 3 * DAY - 12 * MINUTE, by: 'ines', closes: true },
    ],
  },
  {
    name: 'مريم الحدّاد',
    page: { path: '/drizzle-cape', title: 'Drizzle cape', type: 'product' },
    read: true,
    steps: [
      { beforeMs: 26 * HOUR, shopper: 'مرحبا، هل يمكن غسل الكاب في الغسالة؟' },
      {
        beforeMs: 26 * HOUR - MINUTE,
        by: 'noor',
        says: 'أهلاً مريم. نعم، على ٣٠ درجة ومقلوباً، ومن دون منعّم.',
      },
      { beforeMs: 26 * HOUR - 3 * MINUTE, shopper: 'ممتاز، شكراً جزيلاً' },
      { beforeMs: 26 * HOUR - 5 * MINUTE, by: 'noor', closes: true },
    ],
  },
  {
    name: 'Siobhán Ní Bhriain',
    page: { path: '/squall-anorak', title: 'Squall anorak', type: 'product' },
    read: true,
    steps: [
      {
        beforeMs: 34 * MINUTE,
        shopper: 'The zip of my Squall has given up. Can it be mended, or is that the end of it?',
      },
      {
        beforeMs: 32 * MINUTE,
        by: 'ines',
        says: 'It is not the end of it. The workshop can tell what it needs, I ask them to come.',
      },
      { beforeMs: 31 * MINUTE, by: 'ines', passesOn: 'workshop' },
    ],
  },
  {
    name: 'Lars Ødegård',
    page: { path: '/cart', title: 'Your cart', type: 'cart' },
    read: true,
    steps: [
      {
        beforeMs: 9 * HOUR,
        shopper: 'The code SUN10 does not work, and the cart is open in another window.',
      },
      { beforeMs: 9 * HOUR - MINUTE, leaves: 'lars.odegard@example.com' },
    ],
  },
  {
    name: 'Zofia Wiśniewska',
    page: { path: '/harbour-coat', title: 'Harbour coat', type: 'product' },
    read: true,
    steps: [
      {
        beforeMs: 22 * MINUTE,
        shopper: 'My Harbour coat in 40 is too wide in the shoulders. Can I swap it for a 38?',
      },
      {
        beforeMs: 21 * MINUTE,
        by: 'ines',
        says: 'Of course. The 38 is here. Shall I send it today, and you send yours back when it has come?',
      },
      { beforeMs: 20 * MINUTE, by: 'ines', notes: 'One 38 set aside on the peg by the door.' },
    ],
  },
  {
    name: 'Bartholomew Featherstonehaugh-Cholmondeley of Nether Wallop and Little Wittering',
    page: { path: '/noon-flask', title: 'Noon flask', type: 'product' },
    read: false,
    steps: [
      { beforeMs: 9 * MINUTE, shopper: 'My flask came with a dent the size of a thumb.' },
      { beforeMs: 8 * MINUTE, by: 'ines', says: 'That should not be. Does it still close tight?' },
      {
        beforeMs: 38_000,
        shopper:
          'It does, but it was to be a present, and it looks as though it had lost an argument with a staircase.',
      },
    ],
  },
  {
    name: 'Anaïs Lefèvre',
    page: { path: '/gull-hat', title: 'Gull hat', type: 'product' },
    read: false,
    steps: [
      {
        beforeMs: 12_000,
        shopper: 'Bonjour, if I order the hat today, does it reach Lyon before the weekend?',
      },
    ],
  },
]
