const KEPT_AT_MOST = 5_000

/**
 * One copy of each text for all the sockets that come with the same one: a store's id out of a path would keep the
 * whole path. It begins anew when it has too many.
 */
export class SharedTexts<Text extends string> {
  readonly #texts = new Map<Text, Text>()

  of(text: Text): Text {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size >= KEPT_AT_MOST) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }
}
