import type { VisitorSnapshot } from '@shopbell/chat-client'
import { addressHint } from '@shopbell/protocol'
import { language, words } from '../copy-conversation'
import { takeFocus } from '../panel/mount-panel'
import type { PanelState } from '../panel/panel-state'
import { askOf, isNobody, isRestrained } from './ask'
import { type KeptAddress, readKeptAddress } from './kept-address'
import { leaveAddress } from './leave-address'

/** Where the address in the field has got to. */
export type Progress =
  | { readonly kind: 'typing' }
  /** It looks like a slip of the finger. Saved once more, it goes as it is. */
  | { readonly kind: 'doubted'; readonly meant: string }
  | { readonly kind: 'saving' }
  | { readonly kind: 'refused'; readonly reason: string }

export type AskState = ReturnType<typeof askState>

/** Something, an at, and something with a dot in it. The server judges the rest. */
const WHOLE = /.@.+\../
const TYPING: Progress = { kind: 'typing' }

/** Everything about the asking for an address that outlives a drawing, and what a shopper can do about it. */
export function askState(state: PanelState, mount: HTMLElement) {
  const { device, keep, opening, shell, signal, snapshot } = state
  const kept = readKeptAddress(device.read().address)

  const typed = signal(kept.typed)
  const progress = signal(TYPING)
  const settled = signal({ settledIn: kept.settledIn, settledAt: kept.settledAt })
  const hasLeft = signal(false)
  const isSlow = signal(false)
  /** The card was asked for, or is written in. */
  const isOpen = signal(false)
  const isPrivacyOpen = signal(false)
  /** Said in place of the question once it was answered, until the log goes on; null says nothing. */
  const answer = signal<{ readonly words: string | null } | null>(null)
  let wantsFocus = false

  function ask() {
    if (answer.value) return null
    return askOf({
      snapshot: snapshot.value,
      hasLeft: hasLeft.value,
      isSlow: isSlow.value,
      isOpen: isOpen.value,
      settled: settled.value,
    })
  }

  function keepAddress() {
    keep({ address: { typed: typed.value, ...settled.value } satisfies KeptAddress })
  }

  /** The question is answered, in whichever way, and is not asked again about the same. */
  function settle() {
    const { conversation } = snapshot.value
    settled.value = {
      settledIn: conversation?.conversation ?? '',
      settledAt: conversation?.entries.at(-1)?.seq ?? 0,
    }
    isOpen.value = false
    keepAddress()
    if (shell.root.activeElement?.closest('.ask')) takeFocus(mount)
  }

  function refuse(reason: string) {
    progress.value = { kind: 'refused', reason }
    mount.querySelector<HTMLElement>('.address input')?.focus()
  }

  async function send(address: string) {
    const byEmail = ask()?.kind === 'in_line'
    progress.value = { kind: 'saving' }
    const leaving = await leaveAddress(shell, device.read().token, { address, byEmail, language })
    if (leaving.kind === 'refused') return refuse(leaving.reason ?? words.notSaved)
    progress.value = TYPING
    // Where it goes by email from now on, the log says so itself.
    answer.value = { words: leaving.byEmail ? null : savedWords(snapshot.value) }
    settle()
  }

  function write(text: string) {
    typed.value = text
    progress.value = TYPING
    isOpen.value = true
    keepAddress()
  }

  async function save() {
    const address = typed.value.trim()
    if (progress.value.kind === 'saving') return
    if (!WHOLE.test(address)) return refuse(words.notAnAddress)
    const meant = addressHint(address)
    if (meant === null || progress.value.kind === 'doubted') return send(address)
    progress.value = { kind: 'doubted', meant }
  }

  return {
    ask,
    answer,
    isOpen,
    isPrivacyOpen,
    progress,
    typed,
    write,
    save,
    skip: settle,
    takeMeant(address: string) {
      write(address)
      return send(address)
    },
    toggle() {
      isOpen.value = !isOpen.value
      wantsFocus = isOpen.value
    },
    /** The field has come. */
    attach(field: HTMLElement | null) {
      if (wantsFocus) field?.focus()
      wantsFocus = false
    },
    heard(before: VisitorSnapshot, after: VisitorSnapshot) {
      if (!isNobody(after.availability)) hasLeft.value = false
      else if (before.availability && !isNobody(before.availability)) hasLeft.value = opening.value !== null
      if (after.conversation?.standing?.status === 'with_agent') isSlow.value = false
      if (before.conversation?.entries !== after.conversation?.entries) answer.value = null
    },
    /** The shopper has sent something. */
    sent() {
      if (isRestrained(snapshot.value.availability)) {
        isSlow.value = true
        isOpen.value = true
      }
      // Whoever writes on would rather stay.
      if (ask()?.kind === 'in_case' && !isOpen.value) settle()
    },
  }
}

function savedWords({ conversation }: VisitorSnapshot): string {
  const standing = conversation?.standing
  return standing?.status === 'with_agent' ? words.savedBeside(standing.agentName) : words.savedForTeam
}
