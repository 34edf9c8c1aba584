import type {
  Availability,
  CannedReply,
  Colleague,
  ConversationId,
  ConversationRow,
  ErrorBody,
  HoursBody,
  InstallBody,
  InvitationOfferBody,
  MeBody,
  NumbersBody,
  PeopleBody,
  RefusalCode,
  Rule,
  RulesTriedBody,
  ServiceBody,
  StoreSettingsBody,
  Team,
  View,
  ViewCounts,
} from '@shopbell/protocol'
import { REFUSALS } from '@shopbell/protocol'
import type { Letterbox } from './letterbox'

/** What the fake server holds. Tests and scenes change it as they like. */
export interface Holding extends Letterbox {
  me: MeBody | null
  rows: readonly ConversationRow[]
  marks: Record<ConversationId, number>
  counts: ViewCounts
  numbers: NumbersBody
  availability: Availability
  service: ServiceBody
  settings: StoreSettingsBody
  hours: HoursBody
  replies: CannedReply[]
  colleagues: Colleague[]
  teams: Team[]
  people: PeopleBody
  /** What the link of an invitation offers. */
  offer: InvitationOfferBody
  rules: readonly Rule[]
  /** What every message would do that is tried. */
  tried: RulesTriedBody
  install: InstallBody
  firstRunValid: boolean
  /** Set to refuse: by method and the end of the path, such as "POST claim". */
  refuse: Record<string, Partial<ErrorBody> & { code: RefusalCode }>
  earlier: { id: ConversationId; openedAt: number; closedAt: number | null; firstLine: string }[]
}

/** A `fetch` that answers as the console's API does, from what it holds. `heard` is every request, in order. */
export function fakeServer(holding: Holding) {
  const heard: { readonly what: string; readonly body: unknown }[] = []
  const answer = (body: unknown = {}, status = 200) => new Response(JSON.stringify(body), { status })
  const refusal = (error: Partial<ErrorBody> & { code: RefusalCode }) =>
    answer({ message: error.code, ...error }, REFUSALS[error.code].status)

  const ask: typeof fetch = async (input, init) => {
    const url = new URL(String(input), 'http://console.test')
    const path = url.pathname.replace('/v1/console/', '')
    const method = init?.method ?? 'GET'
    const body: Record<string, unknown> = JSON.parse(String(init?.body ?? '{}'))
    heard.push({ what: `${method} ${path}`, body })
    const rule = Object.entries(holding.refuse).find(([what]) => {
      const [verb = '', end = ''] = what.split(' ')
      return verb === method && path.endsWith(end)
    })
    if (rule !== undefined) return refusal(rule[1])
    if (path.startsWith('first-run')) return answer({ valid: holding.firstRunValid })
    if (path.startsWith('invitations')) return answer(holding.offer)
    if (path.startsWith('password-resets')) return answer()
    if (holding.me === null && path !== 'sign-in') return refusal({ code: 'not_identified' })
    const [, , page, id] = path.split('/')
    if (path === 'me') return answer(holding.me)
    if (page === 'conversations' && id === undefined) return answer(viewPage(holding, url.searchParams))
    if (page === 'conversations' && method === 'GET') {
      const row = holding.rows.find((one) => one.id === id)
      return row === undefined
        ? refusal({ code: 'conversation_not_found' })
        : answer({ row, earlier: holding.earlier })
    }
    if (page === 'hours' && method === 'GET') return answer(holding.hours)
    if (page === 'numbers') return answer(holding.numbers)
    if (page === 'availability') return answer({ availability: holding.availability })
    if (page === 'service' && method === 'GET') return answer(holding.service)
    if (page === 'settings') return answer(holding.settings)
    if (page === 'canned-replies' && method === 'GET') return answer(holding.replies)
    if (page === 'people' && method === 'GET') return answer(holding.people)
    if (page === 'invitations' && method === 'POST') {
      return answer({ url: 'http://localhost:4100/console/join/k3v97qmd', expiresAt: 0 }, 201)
    }
    if (page === 'colleagues') return answer(holding.colleagues)
    if (page === 'teams' && method === 'GET') return answer(holding.teams)
    if (page === 'rules' && method === 'GET') return answer({ rules: holding.rules })
    if (page === 'rules' && method === 'POST') return answer(holding.tried)
    if (page === 'email' && method === 'GET') return answer(holding.email)
    if (page === 'letters' && method === 'GET') return answer(lettersAt(holding, id, url.searchParams))
    if (page === 'install') return answer(holding.install)
    if (page === 'sites') changeSites(holding, method, String(body.origin))
    return answer()
  }
  return { ask, heard }
}

function viewPage(holding: Holding, query: URLSearchParams) {
  const view = query.get('view')
  const rows = holding.rows.filter((row) =>
    isIn(row, view === 'mine' || view === 'waiting' || view === 'closed' ? view : 'all', holding),
  )
  const from = Number(query.get('before') ?? 0)
  const next = from + 50 < rows.length ? String(from + 50) : null
  return { rows: rows.slice(from, from + 50), marks: holding.marks, counts: holding.counts, next }
}

function isIn(row: ConversationRow, view: View, { me }: Holding): boolean {
  const { standing } = row
  if (view === 'waiting' && row.isAlarmed) return true
  if (view === 'waiting' || view === 'closed') return standing.status === view
  return view === 'all' || (standing.status === 'with_agent' && standing.agentId === me?.agent.id)
}

function lettersAt({ letters, stay }: Letterbox, id: string | undefined, query: URLSearchParams) {
  if (id !== undefined) return letters.find((one) => one.id === id)
  const state = query.get('state')
  return { letters: letters.filter((one) => state === null || one.state === state), next: null, stay }
}

function changeSites(holding: Holding, method: string, origin: string): void {
  const others = holding.install.sites.filter((site) => site.origin !== origin)
  const known = holding.install.sites.find((site) => site.origin === origin)
  const site = { origin, allowed: true, lastSeenAt: known?.lastSeenAt ?? null, refused: 0 }
  holding.install = { ...holding.install, sites: method === 'DELETE' ? others : [...others, site] }
}
