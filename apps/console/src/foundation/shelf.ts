/** Small choices kept on this device. Where storage is forbidden they last as long as the page. */
export interface Shelf {
  read(name: Kept): string | null
  /** Null forgets it. */
  write(name: Kept, value: string | null): void
}

type Kept = 'theme' | 'store' | 'who' | 'sound' | 'notices'

export function browserShelf(storage: () => Storage): Shelf {
  const memory = new Map<string, string>()
  const key = (name: string) => `shopbell.console.${name}`
  return {
    read(name) {
      try {
        return storage().getItem(key(name))
      } catch {
        // Storage is forbidden here, even to look at.
        return memory.get(name) ?? null
      }
    },
    write(name, value) {
      try {
        if (value === null) storage().removeItem(key(name))
        else storage().setItem(key(name), value)
      } catch {
        // The same, or it is full: the choice holds until the page is left.
        if (value === null) memory.delete(name)
        else memory.set(name, value)
      }
    },
  }
}
