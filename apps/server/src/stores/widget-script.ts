import type { WidgetSettings } from '@shopbell/protocol'
import { accentTokens } from './accent-tokens'
import type { Store } from './store'

const PLACE = '__SHOPBELL_SETTINGS__'

/** The loader for one store: the built one, with the store's settings written into it. */
export function widgetScript(loader: string, settings: WidgetSettings): string {
  // A function, for a `$` in a store's name means something in a replacement text.
  return loader.replace(PLACE, () => asScript(settings))
}

/** What travels with the loader. Never who is online: the answer is cached. */
export function widgetSettings(store: Store, panel: string): WidgetSettings {
  const { id, name, accent, greeting, side } = store
  return { store: id, name, accent: accentTokens(accent), greeting, side, panel }
}

/** The tag that a store's owner pastes. */
export function snippetFor(store: Store, publicUrl: string): string {
  return `<script async src="${publicUrl}/w/${store.id}.js"></script>`
}

/** What an owner pastes into a page that is to print the hours. */
export function hoursSnippetFor(store: Store, publicUrl: string): string {
  return `<div data-shopbell-hours></div>\n<script type="module" src="${publicUrl}/w/${store.id}/hours.js"></script>`
}

/** JSON that is a script's expression wherever it stands, should a shop write the script into its page. */
function asScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}
