import type { ConversationId, ConversationRow, RowFrame, StoreId, View } from '@shopbell/protocol'
import { compareRows, rowsDigest } from '@shopbell/protocol'

/** The rows that the server's digest is about. */
const DIGEST_ROWS = 50

/** The rows of one view as far as they are known here. */
export interface WatchedView {
  readonly store: StoreId
  readonly view: View
  readonly isStale: boolean
  readonly rows: readonly ConversationRow[]
  /** Heard since the view was last stale: newer than a page that was asked for since, and not only older news. */
  readonly heard: ReadonlySet<ConversationId>
  /** The versions in which conversations left the view, so that an older page does not bring them back. */
  readonly gone: ReadonlyMap<ConversationId, number>
}

/** A view that nothing is known of yet. */
export function watchedView(store: StoreId, view: View): WatchedView {
  return { store, view, isStale: true, rows: [], heard: new Set(), gone: new Map() }
}

/** What is shown may not be what is. The rows stay on screen until the page has been fetched again. */
export function stale(watched: WatchedView): WatchedView {
  return watched.isStale && watched.heard.size === 0
    ? watched
    : { ...watched, isStale: true, heard: new Set() }
}

/** One row changed, came, or left. The higher version wins. */
export function withRow(watched: WatchedView, frame: RowFrame): WatchedView {
  const { row } = frame
  if (frame.store !== watched.store || frame.view !== watched.view) return watched
  if (row.version <= knownVersion(watched, row.id)) return watched
  const others = watched.rows.filter(({ id }) => id !== row.id)
  const gone = new Map(watched.gone)
  if (frame.in) gone.delete(row.id)
  else gone.set(row.id, row.version)
  return {
    ...watched,
    gone,
    heard: new Set(watched.heard).add(row.id),
    rows: frame.in ? sorted([...others, row], watched.view) : others,
  }
}

/**
 * A page that came by HTTP. The first page replaces what has not been heard of since the view went stale, so that a
 * wrong row cannot stay; a later page, asked for with the cursor `before`, is added. Otherwise the higher version wins.
 */
export function withPage(
  watched: WatchedView,
  page: readonly ConversationRow[],
  before: string | null,
): WatchedView {
  const { heard } = watched
  const isFirst = before === null
  const rows = new Map<ConversationId, ConversationRow>()
  for (const row of watched.rows) if (!isFirst || heard.has(row.id)) rows.set(row.id, row)
  for (const row of page) {
    const known = rows.get(row.id)
    const hasLeft = row.version <= (watched.gone.get(row.id) ?? -1)
    if (!hasLeft) rows.set(row.id, known && known.version >= row.version ? known : row)
  }
  return {
    ...watched,
    rows: sorted([...rows.values()], watched.view),
    gone: isFirst ? new Map([...watched.gone].filter(([id]) => heard.has(id))) : watched.gone,
    isStale: watched.isStale && !isFirst,
  }
}

/** Whether the server's digest of the first page is another one than that of the rows here. */
export function isBehind(
  watched: WatchedView,
  said: { store: StoreId; view: View; digest: string },
): boolean {
  if (said.store !== watched.store || said.view !== watched.view) return false
  return said.digest !== rowsDigest(watched.rows.slice(0, DIGEST_ROWS))
}

function sorted(rows: readonly ConversationRow[], view: View): readonly ConversationRow[] {
  return [...rows].sort(compareRows(view))
}

function knownVersion({ rows, gone }: WatchedView, conversation: ConversationId): number {
  return gone.get(conversation) ?? rows.find(({ id }) => id === conversation)?.version ?? -1
}
