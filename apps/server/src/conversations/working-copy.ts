import type { ConversationId, LinkedBody, Sender, StoreId } from '@shopbell/protocol'
import type { StoredEntry } from '../foundation/stored-entry'
import { lineOf } from './conversation-row'
import type { NamedHappening } from './facts'
import { columnsOf, factsOf } from './facts-of-head'
import type { Head } from './head'
import type { Move } from './moves'
import type { AgentEntry, Sorting, SystemLine, VisitorMessage } from './new-entry'
import type { Change, PlaceOptions } from './placed'
import { move } from './standing'

const SYSTEM = { kind: 'system', id: 'system', name: null } as const

/** A conversation while a set of new entries is placed in it: its head as it is to be, and what is appended. */
export class WorkingCopy {
  readonly #base: Head | null
  readonly #options: PlaceOptions
  readonly #entries: StoredEntry[] = []
  #head: Head
  #hasMoved = false
  #letterUpTo: number | null = null

  /** `isNew`: the head is to be inserted, nobody has seen it yet. */
  constructor(head: Head, options: PlaceOptions, isNew = false) {
    this.#base = isNew ? null : head
    this.#head = isNew ? head : { ...head, version: head.version + 1 }
    this.#options = options
    this.#hasMoved = isNew
  }

  get id(): ConversationId {
    return this.#head.id
  }

  get storeId(): StoreId {
    return this.#head.storeId
  }

  get head(): Head {
    return this.#head
  }

  get appended(): readonly StoredEntry[] {
    return this.#entries
  }

  /** Lets something happen to it, with what the log says about that. */
  apply(happening: NamedHappening): Move {
    const { nowMs, durations } = this.#options
    const outcome = move(factsOf(this.#head), happening, nowMs, durations)
    if (outcome.kind !== 'moved') return outcome
    this.#set(columnsOf(outcome.facts, durations))
    this.#letterUpTo = outcome.letterUpTo ?? this.#letterUpTo
    const { agentId } = this.#head
    if (agentId !== null) this.#set({ lastAgentId: agentId })
    // Whoever gave it back is not the one whom it returns to.
    if (happening.kind === 'released') this.#set({ lastAgentId: null })
    if (happening.kind === 'transferred') {
      this.#set({ teamId: happening.to.kind === 'team' ? happening.to.team.id : null })
    }
    for (const body of outcome.effects) this.#append({ kind: 'standing', body, ...this.#bySystem() }, true)
    return outcome
  }

  /** Joins it to the visitor's earlier one. For the team: the visitor's log begins with the visitor's own words. */
  link(body: LinkedBody): void {
    this.#append({ kind: 'linked', body, ...this.#bySystem() }, false)
  }

  addNote(entry: AgentEntry, sender: Extract<Sender, { kind: 'agent' }>): StoredEntry {
    return this.#append({ kind: 'note', body: bodyOf(entry), ...this.#by(entry, sender) }, false)
  }

  addMessage(entry: VisitorMessage | AgentEntry, sender: Sender): StoredEntry {
    const stored = this.#append({ kind: 'message', body: bodyOf(entry), ...this.#by(entry, sender) }, true)
    const line = lineOf(entry.text)
    this.#set({ lastText: line, lastBy: sender.kind, lastAt: stored.at })
    if (entry.from === 'visitor') {
      this.#set({
        visitorSeq: stored.seq,
        visitorName: sender.name,
        page: entry.page ?? this.#head.page,
        ...(this.#head.firstText === '' ? { firstText: line } : {}),
      })
    }
    return stored
  }

  /** A line of the server's own. */
  say(line: SystemLine['says']): StoredEntry {
    return this.#append({ ...line, ...this.#bySystem() }, true)
  }

  sort({ priority, teamId, tags }: Sorting['sorts']): void {
    this.#set({ priority, teamId, tags, isSorted: true })
  }

  /** What is to be written, or null if nothing is. */
  change(): Change | null {
    return this.#hasMoved
      ? { base: this.#base, head: this.#head, entries: this.#entries, letterUpTo: this.#letterUpTo }
      : null
  }

  #append(entry: Unnumbered, isVisible: boolean): StoredEntry {
    const { nextSeq, nextVisible } = this.#head
    const stored: StoredEntry = {
      ...entry,
      conversation: this.id,
      seq: nextSeq,
      visible: isVisible ? nextVisible : null,
      at: this.#options.nowMs,
    }
    this.#entries.push(stored)
    this.#set({ nextSeq: nextSeq + 1, nextVisible: isVisible ? nextVisible + 1 : nextVisible })
    return stored
  }

  #set(columns: Partial<Head>): void {
    this.#head = { ...this.#head, ...columns }
    this.#hasMoved = true
  }

  #by(entry: VisitorMessage | AgentEntry, sender: Sender) {
    return { sender, via: entry.via, clientId: entry.clientId, files: entry.files }
  }

  #bySystem() {
    return {
      sender: SYSTEM,
      via: 'server',
      clientId: this.#options.draw.clientId(this.#options.nowMs),
      files: [],
    } as const
  }
}

type Unnumbered = WithoutNumbers<StoredEntry>
/** Spread over the union, so that each kind keeps its own body. */
type WithoutNumbers<Stored> = Stored extends StoredEntry
  ? Omit<Stored, 'conversation' | 'seq' | 'visible' | 'at'>
  : never

function bodyOf({ text }: { readonly text: string }) {
  return { text, format: 'plain' } as const
}
