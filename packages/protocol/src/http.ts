import type { ConversationRow, ViewCounts } from './agent-wire'
import type { RefusalCode } from './codes'
import type { AgentId, CannedReplyId, ConversationId, StoreId, TeamId } from './ids'
import type { OpeningHours } from './opening-hours'
import type { PageType } from './page-context'
import type { Rule, RulesSorting } from './rules'
import type { Availability, LiveChat, Role, Switch } from './standing'
import type { Span } from './wall-clock'

/** Every answer with a status of 400 or more has this body. */
export interface ErrorBody {
  readonly code: RefusalCode
  /** A plain sentence that names what is allowed. */
  readonly message: string
  /** Field by field, where the body had some that were wrong. */
  readonly fields?: Readonly<Record<string, string>>
  readonly retryAfterMs?: number
}

/** GET /v1/stores/:store/unread (bearer): what a later page needs to know without a socket. */
export interface UnreadBody {
  readonly conversation: ConversationId | null
  readonly unread: number
  /** Whether the conversation is open and young enough for a socket. */
  readonly live: boolean
}

/** GET /v1/stores/:store/availability */
export interface AvailabilityBody {
  readonly availability: Availability
}

/** POST /v1/stores/:store/address (bearer): where answers may be sent, once something was written. */
export interface LeaveAddressBody {
  readonly address: string
  /** Rather by email than waiting. */
  readonly byEmail?: boolean
  /** The widget's language, a BCP 47 tag; letters are written in it where we can. */
  readonly language?: string
}

export interface AddressLeftBody {
  /** As it was kept. */
  readonly address: string
  /** Whether the conversation goes on by email from now on; the log says what was promised. */
  readonly byEmail: boolean
}

/** Settings that travel with the loader. The server computes the accent's tokens; the widget has no colour code. */
export interface WidgetSettings {
  readonly store: StoreId
  readonly name: string
  readonly accent: AccentTokens
  /** Overrides the page type's greeting; null for the shipped ones. */
  readonly greeting: string | null
  readonly side: 'right' | 'left'
  /** The panel's chunk, relative to the loader's own address. */
  readonly panel: string
}

export interface AccentTokens {
  readonly accent: string
  readonly onAccent: string
  /** For links, rings and lines on the light surface, and on the dark one. */
  readonly textLight: string
  readonly textDark: string
  /** The accent on a dark page; the same colour but for the default green. */
  readonly accentDark: string
  readonly onAccentDark: string
}

// The console's API: cookie session; unsafe methods need an Origin equal to the console's own.

/** POST /v1/console/sign-in */
export interface SignInBody {
  readonly address: string
  readonly password: string
}

/** POST /v1/console/first-run: works once, while no owner exists. */
export interface FirstRunBody {
  readonly code: string
  readonly storeName: string
  readonly address: string
  readonly password: string
}

/** GET /v1/console/me */
export interface MeBody {
  readonly agent: { readonly id: AgentId; readonly name: string; readonly address: string }
  readonly memberships: readonly MembershipBody[]
}

export interface MembershipBody {
  readonly store: { readonly id: StoreId; readonly name: string; readonly demo: boolean }
  readonly role: Role
  readonly capacity: number
  readonly switch: Switch
}

/** GET /v1/console/stores/:store/conversations?view=&before=&limit= */
export interface ViewPageBody {
  readonly rows: readonly ConversationRow[]
  /** This agent's read marks in the rows' conversations. */
  readonly marks: Readonly<Record<ConversationId, number>>
  readonly counts: ViewCounts
  /** Pass as `before` for the next page; null at the end. */
  readonly next: string | null
}

/** GET /v1/console/stores/:store/conversations/:conversation */
export interface ConversationBody {
  readonly row: ConversationRow
  readonly earlier: readonly EarlierConversation[]
}

export interface EarlierConversation {
  readonly id: ConversationId
  readonly openedAt: number
  readonly closedAt: number | null
  readonly firstLine: string
}

/** PUT /v1/console/stores/:store/switch */
export interface SwitchBody {
  readonly place: Switch
}

/** GET /v1/console/stores/:store/teams; POST the collection, PUT and DELETE one. */
export interface TeamBody {
  /** 1 to 60 characters; no other team of the store has it, in whatever case. */
  readonly name: string
  readonly members: readonly AgentId[]
}
export interface Team extends TeamBody {
  readonly id: TeamId
}

/** GET /v1/console/stores/:store/colleagues: whom a conversation may be handed to, and what they are doing. */
export interface Colleague {
  readonly id: AgentId
  readonly name: string
  readonly role: Role
  readonly teams: readonly TeamId[]
  readonly capacity: number
  /** Conversations that are theirs, over all stores. */
  readonly load: number
  readonly isPresent: boolean
  readonly switch: Switch
}

/** POST .../conversations/:conversation/transfer. Claim, release, reopen and close take no body. */
export interface TransferBody {
  readonly to: { readonly agent: AgentId } | { readonly team: TeamId }
  /** For the team; it stands in the log before the transfer. */
  readonly note?: string
}

/** GET and PUT /v1/console/stores/:store/rules: the whole list, in order. */
export interface RulesBody {
  readonly rules: readonly Rule[]
}

/** POST /v1/console/stores/:store/rules/try: what these rules would do with a message like this. */
export interface RulesTryBody extends RulesBody {
  readonly text: string
  readonly pageType: PageType
  /** In hundredths of the shop's currency. */
  readonly cartTotal: number | null
}
export interface RulesTriedBody extends RulesSorting {
  /** The places in the list of the rules that applied. */
  readonly applied: readonly number[]
}

/** GET and PUT /v1/console/stores/:store/settings */
export interface StoreSettingsBody {
  readonly name: string
  /** `#rrggbb` */
  readonly accent: string
  readonly greeting: string | null
  readonly side: 'right' | 'left'
  /** Conversations that one agent has at once, unless a membership says otherwise. 1 to 50. */
  readonly capacity: number
}

/** GET and PUT /v1/console/stores/:store/service: how soon shoppers are answered, and what they are offered. */
export interface ServiceBody {
  /** Live chat is offered while new shoppers would wait no longer than this. */
  readonly promisedWaitMinutes: number
  /** Within this an answer by email is promised. */
  readonly emailAnswerHours: number
  readonly liveChat: LiveChat
}

/** GET /v1/console/stores/:store/numbers: how the store does right now. */
export interface NumbersBody {
  /** Conversations that began today, by the clocks of the store; UTC where it has no hours. */
  readonly chatsToday: number
  /** The median first response time of those first answered today, in ms; null while there are none. */
  readonly firstResponseMs: number | null
  /** Conversations in which somebody has waited longer than the target. */
  readonly overdue: number
  /** Of what shoppers were promised and could be judged in the last 7 days. */
  readonly promises: { readonly kept: number; readonly scored: number }
}

/** GET and PUT /v1/console/stores/:store/hours */
export interface HoursBody {
  /** Null: always open. */
  readonly hours: OpeningHours | null
  /** Whoever is there answers, whatever the hours say. */
  readonly answersOutsideHours: boolean
}

/** GET /v1/stores/:store/hours: what a page may print. Never who is there; it is cached. */
export interface PublishedHoursBody {
  /** The store's time zone; null where it is always open. */
  readonly zone: string | null
  /** When it is open from yesterday on for ten of its days, in order, none touching the next; null: always. */
  readonly open: readonly Span[] | null
  /** Those of these days that are exceptions, and why. */
  readonly exceptions: readonly { readonly date: string; readonly name: string }[]
  /** What shoppers are told because of the season. */
  readonly banner: string | null
  /** The measured first response time; null while too few were measured. */
  readonly replyMs: number | null
  /** Within this an answer by email is promised; null where the store sends no email yet. */
  readonly emailAnswerMs: number | null
}

/** GET /v1/console/stores/:store/canned-replies; POST the collection, PUT and DELETE one. */
export interface CannedReplyBody {
  readonly shortcut: string
  readonly text: string
}
export interface CannedReply extends CannedReplyBody {
  readonly id: CannedReplyId
}

/** GET /v1/console/stores/:store/install */
export interface InstallBody {
  readonly snippet: string
  /** What a page holds where the hours are to be printed. */
  readonly hoursSnippet: string
  readonly sites: readonly Site[]
}

/** A site that loaded the script, or that the owner entered. POST .../sites, PUT and DELETE .../sites {origin}. */
export interface Site {
  readonly origin: string
  readonly allowed: boolean
  readonly lastSeenAt: number | null
  /** How often a site that is not allowed was turned away. */
  readonly refused: number
}
