import type { AgentId, NamedTeam, StoreId } from '@shopbell/protocol'

export const DEMO_STORE: StoreId = 'sto_demo'

export interface DemoAgent {
  readonly id: AgentId
  readonly name: string
  readonly address: string
}

/** Whose console the printed link opens. */
export const INES: DemoAgent = {
  id: 'agt_demoines',
  name: 'Ines Duarte',
  address: 'ines@mackerelsky.example',
}
/** A colleague who has gone home; her name stands in what was said before. */
export const NOOR: DemoAgent = {
  id: 'agt_demonoor',
  name: 'Noor Haddad',
  address: 'noor@mackerelsky.example',
}

/** Noor's: whoever waits for it waits until she is back. */
export const WORKSHOP: NamedTeam = { id: 'team_demoworkshop', name: 'Workshop' }

export const DEMO_CANNED_REPLIES = [
  {
    shortcut: 'hello',
    text: 'Hello {{shopper_name}}. I have read what you wrote above and look it up for you now.',
  },
  {
    shortcut: 'size',
    text: 'Our coats are cut to go over a jumper. Between two sizes the smaller one fits; with a thick jumper take the larger.',
  },
  {
    shortcut: 'sizeswap',
    text: 'Send it back within 30 days with the label that lay in the parcel and write the size you need on the slip. The new one leaves the day yours arrives, and the swap costs you nothing.',
  },
  {
    shortcut: 'lining',
    text: 'Unlined. Under it there is room for a jumper.',
  },
  {
    shortcut: 'friday',
    text: 'Ordered before noon on Thursday it is with you on Friday, in the Netherlands and Belgium. Further away it takes two to four working days.',
  },
  {
    shortcut: 'dent',
    text: 'Then it goes back on us. A photo is enough: I send a new flask today, and you keep the dented one.',
  },
  {
    shortcut: 'wash',
    text: 'By hand or at 30 degrees, inside out, without softener. Hang it up wet. Wax it once a year and it will outlive the weather.',
  },
  {
    shortcut: 'sign',
    text: 'Anything else, write here.\n{{agent_name}}, {{store_name}}',
  },
] as const
