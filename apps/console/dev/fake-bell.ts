import { type Signal, signal } from '@preact/signals'
import type { BellDevice, Notice, Permission } from '../src/bell/bell-device'

/** A bell without a browser: what it would sound and show is written down, the rest is set by hand. */
export interface FakeBell extends BellDevice {
  readonly sounded: Signal<number>
  readonly notices: Notice[]
  readonly canSound: Signal<boolean>
  readonly permission: Signal<Permission>
  readonly isHere: Signal<boolean>
  /** Another tab of the agent's comes to the front, or is gone. */
  leads(leads: boolean): void
}

export function fakeBell(): FakeBell {
  const notices: Notice[] = []
  const sounded = signal(0)
  const permission = signal<Permission>('unasked')
  let tell: (leads: boolean) => void = () => undefined
  return {
    sounded,
    notices,
    permission,
    canSound: signal(true),
    isHere: signal(true),
    sound() {
      sounded.value += 1
    },
    async askPermission() {
      permission.value = 'granted'
    },
    notify: (notice) => notices.push(notice),
    lead(_agent, onLead) {
      tell = onLead
      onLead(true)
      return () => undefined
    },
    leads: (leads) => tell(leads),
  }
}
