import * as z from 'zod'
import type {
  AcceptInvitationBody,
  AskResetBody,
  ChangeNameBody,
  ChangePasswordBody,
  InviteBody,
  MemberBody,
  SetPasswordBody,
} from './people'
import { PEOPLE_LIMITS } from './people'
import { ROUTING_LIMITS } from './rules'
import { teamIdSchema } from './schemas-ids'
import { text } from './schemas-text'
import { ROLES } from './standing'

const { capacity, nameLength, passwordLength } = PEOPLE_LIMITS
const fromTo = `From ${capacity.min} to ${capacity.max}.`

const member = {
  role: z.enum(ROLES, 'One of owner, admin and agent.'),
  capacity: z.int(fromTo).min(capacity.min, fromTo).max(capacity.max, fromTo).nullable(),
  teams: z
    .array(teamIdSchema)
    .max(ROUTING_LIMITS.teams)
    .refine((teams) => new Set(teams).size === teams.length, 'Each team once.'),
}
/** The address itself is judged by the domain, which says in words what is wrong with it. */
const address = text(400)
const password = text(passwordLength.max).min(
  passwordLength.min,
  `At least ${passwordLength.min} characters.`,
)
/** It stands in letters' headers and before shoppers: one line. */
const name = text(nameLength)
  .refine((value) => value.trim() !== '', 'Enter your name.')
  .refine((value) => !/\p{Cc}/u.test(value), 'One line, without control characters.')

export const memberBodySchema: z.ZodType<MemberBody> = z.strictObject(member)
export const inviteBodySchema: z.ZodType<InviteBody> = z.strictObject({ ...member, address })
export const revokeBodySchema: z.ZodType<AskResetBody> = z.strictObject({ address })
export const acceptInvitationBodySchema: z.ZodType<AcceptInvitationBody> = z.strictObject({
  newcomer: z.strictObject({ name, password }).nullable(),
})
export const askResetBodySchema: z.ZodType<AskResetBody> = z.strictObject({ address })
export const setPasswordBodySchema: z.ZodType<SetPasswordBody> = z.strictObject({ password })
export const changePasswordBodySchema: z.ZodType<ChangePasswordBody> = z.strictObject({
  old: text(passwordLength.max),
  password,
})
export const changeNameBodySchema: z.ZodType<ChangeNameBody> = z.strictObject({ name })
