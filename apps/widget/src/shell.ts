import type { CartValue, PageType, WidgetSettings } from '@shopbell/protocol'

/** What the loader has drawn and read, handed to the panel's chunk when that is wanted. */
export interface Shell {
  readonly settings: WidgetSettings
  /** The loader's own address, on the server that everything else talks to. */
  readonly source: string
  /** Holds the launcher; its host carries the theme, the direction and the store's colours. */
  readonly root: ShadowRoot
  readonly launcher: HTMLButtonElement
  /** What the shop has said of the page so far; later ones add to earlier ones. */
  readonly said: ShopContext[]
  /** Writes the number of unread messages on the launcher and into its spoken label. */
  readonly showUnread: (count: number) => void
  /** Looks at the page again: light or dark, left to right or right to left. */
  readonly matchPage: () => void
}

/** What a shop may say of its page through `Shopbell.setContext`. */
export interface ShopContext {
  page?: PageType
  /** What the cart is worth; null for an empty one. */
  cart?: CartValue | null
}

/** What the panel's chunk exports. The first call of any draws the panel, closed: no connection, nothing written. */
export interface PanelModule {
  readonly draw: (shell: Shell) => void
  readonly open: (shell: Shell) => void
  readonly toggle: (shell: Shell) => void
  /** The panel as it was left on the last page, open or not; connects where that is wanted. */
  readonly resume: (shell: Shell) => void
}

/** `window.Shopbell`, for the shop's own scripts. */
export interface ShopbellApi {
  readonly setContext: (context: ShopContext) => unknown
  readonly open: () => unknown
  close: () => unknown
}

declare global {
  interface Window {
    Shopbell?: ShopbellApi
  }
}
