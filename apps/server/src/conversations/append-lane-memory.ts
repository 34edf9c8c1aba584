import type { ConversationId, NamedAgent } from '@shopbell/protocol'
import { assertNever } from '../foundation/errors'
import type { Head } from './head'
import { type KnownVisitor, type KnownWorld, memberKey, visitorKey } from './known-world'
import type { NewEntry } from './new-entry'
import type { Change } from './placed'

/** Together some megabytes. */
const MOST_HEADS = 4_000
const MOST_MEMBERS = 4_000

/**
 * What the lane knows of the open conversations it wrote into last, so that whoever goes on in them need not be read.
 * It may be wrong by now: only a write that looks at all of it again may be built on it.
 */
export class AppendLaneMemory {
  /** Oldest first. */
  readonly #heads = new Map<ConversationId, Head>()
  /** The open conversation of a visitor, by `visitorKey`. */
  readonly #open = new Map<string, ConversationId>()
  readonly #members = new Map<string, NamedAgent>()

  /** The world of these entries, or null where any of it is not remembered. */
  recall(entries: readonly NewEntry[]): KnownWorld | null {
    const heads = new Map<ConversationId, Head>()
    const visitors = new Map<string, KnownVisitor>()
    const members = new Map<string, NamedAgent>()
    for (const entry of entries) {
      switch (entry.from) {
        case 'visitor': {
          const key = visitorKey(entry.storeId, entry.visitorId)
          const head = this.#headOf(this.#open.get(key))
          if (head === undefined) return null
          heads.set(head.id, head)
          visitors.set(key, { name: head.visitorName, newest: head.id })
          break
        }
        case 'agent': {
          const head = this.#headOf(entry.conversationId)
          if (head === undefined) return null
          const key = memberKey(head.storeId, entry.agentId)
          const member = this.#members.get(key)
          // Who wrote last is in the log alone, unless the agent has seen all of it.
          if (member === undefined || (entry.unlessAfter ?? head.nextSeq) < head.nextSeq - 1) return null
          heads.set(head.id, head)
          members.set(key, member)
          break
        }
        case 'server':
          return null
        default:
          assertNever(entry)
      }
    }
    return { heads, visitors, members, known: new Map(), others: new Map() }
  }

  /** Takes what was committed, and the members who were read for it. */
  keep(members: KnownWorld['members'], changes: readonly Change[]): void {
    for (const [key, member] of members) replace(this.#members, key, member)
    for (const { head } of changes) {
      if (head.status === 'closed') this.#forgetHead(head)
      else {
        replace(this.#heads, head.id, head)
        this.#open.set(visitorKey(head.storeId, head.visitorId), head.id)
      }
    }
    for (const key of this.#members.keys()) {
      if (this.#members.size <= MOST_MEMBERS) break
      this.#members.delete(key)
    }
    for (const head of this.#heads.values()) {
      if (this.#heads.size <= MOST_HEADS) break
      this.#forgetHead(head)
    }
  }

  /** Something of what this was built on is no longer so. */
  forget({ head, entries }: Change): void {
    this.#forgetHead(head)
    for (const { sender } of entries) {
      if (sender.kind === 'agent') this.#members.delete(memberKey(head.storeId, sender.id))
    }
  }

  clear(): void {
    this.#heads.clear()
    this.#open.clear()
    this.#members.clear()
  }

  #forgetHead({ id, storeId, visitorId }: Head): void {
    this.#heads.delete(id)
    const key = visitorKey(storeId, visitorId)
    if (this.#open.get(key) === id) this.#open.delete(key)
  }

  #headOf(id: ConversationId | undefined): Head | undefined {
    return id === undefined ? undefined : this.#heads.get(id)
  }
}

/** To the end, where the youngest are. */
function replace<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key)
  map.set(key, value)
}
