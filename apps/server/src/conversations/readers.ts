import type { Entry, NamedAgent, Sender, Standing, StandingBody } from '@shopbell/protocol'
import { assertNever } from '../foundation/errors'
import type { StoredEntry } from '../foundation/stored-entry'

/** Whose numbers are meant. A visitor's count what visitors may see, an agent's everything. */
export type Audience = 'visitor' | 'agent'

/** Entries on a reader's wire, in their order: each audience's own numbers, and the names that it may know. */
export function entriesFor(audience: Audience, stored: readonly StoredEntry[]): readonly Entry[] {
  return audience === 'agent'
    ? stored.map(toAgentEntry)
    : stored.flatMap((entry) => toVisitorEntry(entry) ?? [])
}

/** The standing as a reader may know it. */
export function standingFor(audience: Audience, standing: Standing): Standing {
  return audience === 'visitor' && standing.status === 'with_agent'
    ? { ...standing, agentName: nameForVisitors(standing.agentName) }
    : standing
}

/** What shoppers call an agent: the first word of the name. The whole one is for colleagues. */
export function nameForVisitors(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name
}

/** With its full number, and no other. */
function toAgentEntry({ visible: _, ...entry }: StoredEntry): Entry {
  return entry
}

/** With the visible number as its `seq`; null for what visitors may not see. */
function toVisitorEntry({ visible, ...entry }: StoredEntry): Entry | null {
  if (visible === null) return null
  const sender = senderForVisitors(entry.sender)
  return entry.kind === 'standing'
    ? { ...entry, seq: visible, sender, body: bodyForVisitors(entry.body) }
    : { ...entry, seq: visible, sender }
}

function senderForVisitors(sender: Sender): Sender {
  return sender.kind === 'agent' && sender.name !== null
    ? { ...sender, name: nameForVisitors(sender.name) }
    : sender
}

function bodyForVisitors(body: StandingBody): StandingBody {
  switch (body.to) {
    case 'with_agent':
      return withAgentForVisitors(body)
    case 'waiting':
      return 'agent' in body ? { ...body, agent: agentForVisitors(body.agent) } : body
    case 'by_email':
      return body
    case 'closed':
      return body.agent === null ? body : { ...body, agent: agentForVisitors(body.agent) }
    default:
      return assertNever(body)
  }
}

/** Why it went to this person is the team's own matter. */
function withAgentForVisitors(body: Extract<StandingBody, { to: 'with_agent' }>): StandingBody {
  const agent = agentForVisitors(body.agent)
  switch (body.because) {
    case 'transferred':
      return { ...body, agent, by: agentForVisitors(body.by) }
    case 'slow':
    case 'overdue':
      return { ...body, agent }
    case 'assigned':
    case 'claimed':
    case 'returned':
    case 'reopened':
      return { to: 'with_agent', because: body.because, agent }
    default:
      return assertNever(body)
  }
}

function agentForVisitors({ id, name }: NamedAgent): NamedAgent {
  return { id, name: nameForVisitors(name) }
}
