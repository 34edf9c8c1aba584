import * as z from 'zod'
import type { AgentUpFrame } from './agent-wire'
import { VIEWS } from './agent-wire'
import { CANNED_VARIABLES, unknownPlace } from './canned-replies'
import type {
  CannedReplyBody,
  FirstRunBody,
  LeaveAddressBody,
  SignInBody,
  StoreSettingsBody,
  SwitchBody,
} from './http'
import { LIMITS } from './limits'
import { CART_TOTAL_MAX, PAGE_TYPES } from './page-context'
import { clientIdSchema as clientId, conversationIdSchema, storeIdSchema } from './schemas-ids'
import { spoken, text } from './schemas-text'
import { SWITCHES } from './standing'
import type { VisitorUpFrame } from './visitor-wire'

export * from './schemas-hours'
export * from './schemas-ids'
export * from './schemas-mail'
export * from './schemas-people'
export * from './schemas-rules'
export * from './schemas-service'

/**
 * What may come in, field by field. Objects are strict: an unknown field is refused, nothing is coerced.
 * Server only; a browser imports the types from the package's other entry.
 */

const place = z.int().min(0)
const cart = z.strictObject({
  total: z.int().min(0).max(CART_TOTAL_MAX),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency of ISO 4217, such as EUR'),
})
const page = z.strictObject({
  url: text(2_000),
  title: text(300),
  type: z.enum(PAGE_TYPES),
  cart: z.exactOptional(cart),
})

const hello = z.strictObject({
  type: z.literal('hello'),
  versions: z.array(z.int()).min(1).max(16),
  token: z.string().max(128).nullable(),
  resume: z
    .array(
      z.strictObject({
        conversation: conversationIdSchema,
        epoch: z.string().max(64),
        after: place,
        lastClientId: clientId.nullable(),
      }),
    )
    .max(LIMITS.openConversations),
})
const limit = z.int().min(1).max(LIMITS.pageEntries)
const fetch = z.union([
  z.strictObject({ type: z.literal('fetch'), conversation: conversationIdSchema, limit, after: place }),
  z.strictObject({ type: z.literal('fetch'), conversation: conversationIdSchema, limit, before: place }),
])
const read = z.strictObject({ type: z.literal('read'), conversation: conversationIdSchema, seq: place })
const typing = z.strictObject({
  type: z.literal('typing'),
  conversation: conversationIdSchema,
  on: z.boolean(),
})
const pong = z.strictObject({ type: z.literal('pong') })

/** Every frame a visitor's socket may send. */
export const visitorUpFrameSchema: z.ZodType<VisitorUpFrame> = z.union([
  hello,
  z.strictObject({ type: z.literal('visitor.begin') }),
  z.strictObject({ type: z.literal('message.send'), clientId, text: spoken, page: page.nullable() }),
  fetch,
  read,
  typing,
  pong,
])

const named = <Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type), conversation: conversationIdSchema })

/** Every frame an agent's socket may send. */
export const agentUpFrameSchema: z.ZodType<AgentUpFrame> = z.union([
  hello,
  named('conversation.open'),
  named('conversation.leave'),
  z.strictObject({ type: z.literal('view.watch'), store: storeIdSchema, view: z.enum(VIEWS) }),
  z.strictObject({
    type: z.literal('message.send'),
    clientId,
    conversation: conversationIdSchema,
    text: spoken,
    unlessAfter: z.exactOptional(place),
  }),
  z.strictObject({ type: z.literal('note.add'), clientId, conversation: conversationIdSchema, text: spoken }),
  fetch,
  read,
  typing,
  pong,
])

/** One address and nothing else: no display name, no list, no quoting, no line break. */
export const addressSchema = z
  .string()
  .max(254)
  .regex(
    /^[^\s@,;:<>()[\]"\\]{1,64}@[^\s@,;:<>()[\]"\\.]+(\.[^\s@,;:<>()[\]"\\.]+)+$/,
    'That is not complete yet. It looks like name@example.com.',
  )

const password = text(200).min(10, 'At least 10 characters.')
const storeName = text(60).refine((value) => value.trim() !== '', 'Give your store a name.')

export const signInBodySchema: z.ZodType<SignInBody> = z.strictObject({
  address: text(254),
  password: text(200),
})
export const firstRunBodySchema: z.ZodType<FirstRunBody> = z.strictObject({
  code: z.string().max(64),
  storeName,
  address: addressSchema,
  password,
})
export const switchBodySchema: z.ZodType<SwitchBody> = z.strictObject({ place: z.enum(SWITCHES) })
export const storeSettingsBodySchema: z.ZodType<StoreSettingsBody> = z.strictObject({
  name: storeName,
  accent: z.string().regex(/^#[0-9a-f]{6}$/i, 'A colour such as #10614F.'),
  greeting: text(120).nullable(),
  side: z.enum(['right', 'left']),
  capacity: z.int().min(1, 'From 1 to 50.').max(50, 'From 1 to 50.'),
})
export const cannedReplyBodySchema: z.ZodType<CannedReplyBody> = z.strictObject({
  shortcut: z.string().regex(/^[a-z0-9-]{1,24}$/, 'Small letters, digits and hyphens, at most 24.'),
  text: spoken.refine(
    (value) => unknownPlace(value) === null,
    `Only these fill themselves in: ${CANNED_VARIABLES.map((name) => `{{${name}}}`).join(', ')}.`,
  ),
})
export const siteBodySchema = z.strictObject({
  origin: z
    .string()
    .max(300)
    .refine(isOrigin, 'An address such as https://shop.example.com, without a path.'),
})

/** An origin as RFC 6454 serialises it: scheme, host and port of http or https, nothing else. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === value
}
export const viewPageQuerySchema = z.strictObject({
  view: z.enum(VIEWS),
  before: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.viewRows).default(50),
})

/** The address itself is judged by the domain, which says in words what is wrong with it. */
export const leaveAddressBodySchema: z.ZodType<LeaveAddressBody> = z.strictObject({
  address: z.string().max(400),
  byEmail: z.exactOptional(z.boolean()),
  language: z.exactOptional(
    z.string().regex(/^[A-Za-z0-9-]{2,35}$/, 'must be a language tag such as en or de-AT'),
  ),
}) satisfies z.ZodType<unknown>
