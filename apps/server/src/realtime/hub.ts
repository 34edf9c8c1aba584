/**
 * Who hears what: members by topic. A topic with one member, which most have, costs no set of its own.
 */
export class Hub<Member extends object> {
  readonly #topics = new Map<string, Member | Set<Member>>()

  join(topic: string, member: Member): void {
    const there = this.#topics.get(topic)
    if (there === undefined) this.#topics.set(topic, member)
    else if (there instanceof Set) there.add(member)
    else if (there !== member) this.#topics.set(topic, new Set([there, member]))
  }

  leave(topic: string, member: Member): void {
    const there = this.#topics.get(topic)
    if (there === member) this.#topics.delete(topic)
    else if (there instanceof Set && there.delete(member) && there.size === 0) this.#topics.delete(topic)
  }

  /** The members of a topic now; it may be left while one goes through them. */
  members(topic: string): readonly Member[] {
    const there = this.#topics.get(topic)
    if (there === undefined) return []
    return there instanceof Set ? [...there] : [there]
  }

  hasMembers(topic: string): boolean {
    return this.#topics.has(topic)
  }
}
