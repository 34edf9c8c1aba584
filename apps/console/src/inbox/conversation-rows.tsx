import type { AgentId, ConversationId, ConversationRow } from '@shopbell/protocol'
import type { JSX } from 'preact'
import { alarmWords } from '../conversation/silence-words'
import { copy } from '../copy'
import { tick } from '../foundation/clock'
import { Icon } from '../foundation/icons'
import { useStoreName } from '../foundation/world'
import { fuseOf } from './fuse'
import { handOf, isUnread, nameOf, rowEnd, sortingWords } from './row-words'
import { useTeamName } from './team-names'

/**
 * The conversations of a view: links in a list, so that every way of reading knows how to move in it. The chosen
 * one is the current page.
 */
export function ConversationRows(props: {
  rows: readonly ConversationRow[]
  chosen: ConversationId | null
  me: AgentId
  ownMarks: ReadonlyMap<ConversationId, number>
  href: (id: ConversationId) => string
}): JSX.Element {
  return (
    <ul class="rows">
      {props.rows.map((row) => (
        <li key={row.id}>
          <Row
            row={row}
            chosen={row.id === props.chosen}
            me={props.me}
            unread={isUnread(row, props.ownMarks.get(row.id))}
            href={props.href(row.id)}
          />
        </li>
      ))}
    </ul>
  )
}

function Row(props: {
  row: ConversationRow
  chosen: boolean
  me: AgentId
  unread: boolean
  href: string
}): JSX.Element {
  const { row, unread } = props
  const name = nameOf(row, useStoreName(row.store))
  const sorting = sortingWords(row, useTeamName(row))
  // Only a row that somebody waits in moves with the clock.
  const now = row.waitingSince === null ? tick.peek() : tick.value
  const fuse = row.standing.status === 'closed' ? null : fuseOf(row, now)
  return (
    <a
      class="row"
      href={props.href}
      data-row={row.id}
      data-heat={fuse?.heat}
      data-unread={unread ? '' : undefined}
      aria-current={props.chosen ? 'page' : undefined}
    >
      <span class="thread row-hand" data-by={handOf(row.standing)} />
      <span class="row-line">
        <span class="row-name" title={name}>
          <bdi>{name}</bdi>
        </span>
        <span class="row-end" title={fuse === null ? undefined : leftWords(fuse.leftSeconds)}>
          {fuse?.heat === 'late' && <Icon name="alert" small />}
          <bdi>{rowEnd(row, props.me, now)}</bdi>
        </span>
      </span>
      <span class="row-line">
        <span class="row-words">
          <bdi>{alarmWords(row, props.me) ?? lastWords(row)}</bdi>
        </span>
        {sorting !== '' && (
          <span class="row-sorting" data-urgent={row.priority === 2 ? '' : undefined}>
            <bdi>{sorting}</bdi>
          </span>
        )}
        {unread && (
          <>
            <span class="disc" />
            <span class="spoken-only">{copy.list.unread}</span>
          </>
        )}
      </span>
      {fuse !== null && <span class="fuse" style={{ '--burnt': String(fuse.burnt) }} />}
    </a>
  )
}

function leftWords(seconds: number): string {
  return seconds > 0 ? copy.secondsLeft(seconds) : copy.secondsOver(-seconds)
}

function lastWords({ last }: ConversationRow): string {
  return last === null ? copy.list.nothingSaid : last.text.replace(/\s+/gu, ' ')
}
