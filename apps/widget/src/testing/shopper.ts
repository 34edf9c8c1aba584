import type { VisitorKept, VisitorSnapshot } from '@shopbell/chat-client'
import { within } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import { startConversation } from '../conversation/start-conversation'
import { mountPanel } from '../panel/mount-panel'
import { fakeDevice, fakeSession } from './fake-session'
import { fakeShell } from './fake-shell'

/** Now, on every shopper's clock: four in the afternoon. */
export const now = new Date(2026, 0, 5, 16).getTime()

/** Connected, and people are here. */
export const OPEN = { connection: { kind: 'open' }, availability: { kind: 'live', replyMs: null } } as const

/** A shopper in front of a panel whose second chunk is here. */
export async function shopper({
  snapshot = {},
  kept = {},
}: {
  snapshot?: Partial<VisitorSnapshot>
  kept?: Partial<VisitorKept>
} = {}) {
  const session = fakeSession({ ...OPEN, ...snapshot })
  const device = fakeDevice(kept)
  const shell = fakeShell()
  const panel = mountPanel({
    shell,
    session,
    device,
    now: () => now,
    loadConversation: async () => ({ startConversation }),
  })
  const mount = shell.root.querySelector<HTMLElement>('.shopbell')
  if (!mount) throw new Error('There is no panel.')
  await settled()
  const screen = within(mount)
  return {
    device,
    mount,
    panel,
    screen,
    session,
    shell,
    user: userEvent.setup(),
    focused: () => shell.root.activeElement,
    /** Where messages are written. */
    field: () => {
      const field = mount.querySelector('textarea')
      if (!field) throw new Error('There is no field.')
      return field
    },
    asked: (name: string) => session.asked.filter(([what]) => what === name),
  }
}

/** Everything due in this turn is drawn. */
export const settled = () => new Promise((resolve) => setTimeout(resolve))
