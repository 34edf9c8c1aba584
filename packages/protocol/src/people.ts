import type { AgentId, TeamId } from './ids'
import type { Role, Switch } from './standing'

export const PEOPLE_LIMITS = {
  capacity: { min: 1, max: 50 },
  nameLength: 60,
  passwordLength: { min: 10, max: 200 },
} as const

/** GET /v1/console/stores/:store/people: owners and admins. */
export interface PeopleBody {
  readonly members: readonly Member[]
  readonly invitations: readonly Invitation[]
}

/** What somebody is at a store. PUT and DELETE /v1/console/stores/:store/people/:agent */
export interface MemberBody {
  readonly role: Role
  /** Conversations at once; null: as the store says. */
  readonly capacity: number | null
  readonly teams: readonly TeamId[]
}

export interface Member extends MemberBody {
  readonly id: AgentId
  readonly name: string
  readonly address: string
  readonly isPresent: boolean
  readonly switch: Switch
}

/** POST /v1/console/stores/:store/invitations, DELETE with the address alone. Inviting again replaces the link. */
export interface InviteBody extends MemberBody {
  readonly address: string
}

export interface Invitation extends InviteBody {
  readonly expiresAt: number
  readonly state: 'pending' | 'expired'
}

/** The link is told once: only its hash is kept. */
export interface InvitedBody {
  readonly url: string
  readonly expiresAt: number
}

/** GET /v1/console/invitations/:code: what a link offers. */
export interface InvitationOfferBody {
  readonly storeName: string
  readonly address: string
  readonly role: Role
  /** Whoever has signed in with this address before signs in to join. */
  readonly isKnown: boolean
}

/** POST /v1/console/invitations/:code. Null for who is signed in with the invited address. */
export interface AcceptInvitationBody {
  readonly newcomer: { readonly name: string; readonly password: string } | null
}

/** POST /v1/console/password-resets: one answer, whether somebody has this address or not. */
export interface AskResetBody {
  readonly address: string
}

/** POST /v1/console/password-resets/:code */
export interface SetPasswordBody {
  readonly password: string
}

/** PUT /v1/console/me/password. Every other session ends. */
export interface ChangePasswordBody {
  readonly old: string
  readonly password: string
}

/** PUT /v1/console/me/name */
export interface ChangeNameBody {
  readonly name: string
}

/** GET /v1/console/me/sessions; DELETE all others there, and one at …/sessions/:session. */
export interface SessionBody {
  readonly id: string
  /** In words, such as `Firefox on Windows`. */
  readonly browser: string
  /** To the minute. */
  readonly lastSeenAt: number
  readonly isThis: boolean
}
