import * as z from 'zod'
import type { RulesBody, RulesTryBody, TeamBody, TransferBody } from './http'
import { LIMITS } from './limits'
import { CART_TOTAL_MAX, PAGE_TYPES } from './page-context'
import { ROUTING_LIMITS, type Rule } from './rules'
import { agentIdSchema, teamIdSchema } from './schemas-ids'
import { text } from './schemas-text'

const isWritten = (value: string) => value.trim() !== ''
const line = (max: number) => text(max).refine((value) => !/\p{Cc}/u.test(value), 'Stands on one line.')
const name = line(ROUTING_LIMITS.nameLength).refine(isWritten, 'Give it a name.')

/** POST and PUT of a team. */
export const teamBodySchema: z.ZodType<TeamBody> = z.strictObject({
  name,
  members: z
    .array(agentIdSchema)
    .max(ROUTING_LIMITS.members, `At most ${ROUTING_LIMITS.members} members.`)
    .refine((members) => new Set(members).size === members.length, 'Names somebody twice.'),
})

/** POST of a transfer. */
export const transferBodySchema: z.ZodType<TransferBody> = z.strictObject({
  to: z.union([z.strictObject({ agent: agentIdSchema }), z.strictObject({ team: teamIdSchema })]),
  note: z.exactOptional(text(LIMITS.textLength).refine(isWritten, 'may not be empty')),
})

const cartTotal = z.int().min(0).max(CART_TOTAL_MAX)

const words = z
  .array(line(ROUTING_LIMITS.wordLength).refine((word) => /[\p{L}\p{N}]/u.test(word), 'Holds no word.'))
  .min(1, 'Give at least one word.')
  .max(ROUTING_LIMITS.words, `At most ${ROUTING_LIMITS.words} words.`)

const tags = z
  .array(line(ROUTING_LIMITS.tagLength).refine(isWritten, 'A tag may not be empty.'))
  .min(1, 'Give at least one tag.')
  .max(ROUTING_LIMITS.tags, `At most ${ROUTING_LIMITS.tags} tags.`)

const rule: z.ZodType<Rule> = z.strictObject({
  name,
  isOn: z.boolean(),
  condition: z.strictObject({
    words: z.exactOptional(words),
    pageTypes: z.exactOptional(z.array(z.enum(PAGE_TYPES)).min(1, 'Give at least one kind of page.').max(5)),
    cartAtLeast: z.exactOptional(cartTotal),
  }),
  effect: z
    .strictObject({
      priority: z.exactOptional(z.union([z.literal(1), z.literal(2)], 'must be 1 (high) or 2 (urgent)')),
      team: z.exactOptional(teamIdSchema),
      tags: z.exactOptional(tags),
    })
    .refine((effect) => Object.keys(effect).length > 0, 'Say what this rule does.'),
})

const rules = z.array(rule).max(ROUTING_LIMITS.rules, `At most ${ROUTING_LIMITS.rules} rules.`)

/** PUT of a store's rules. What is wrong is named rule by rule: `rules.0.effect`. */
export const rulesBodySchema: z.ZodType<RulesBody> = z.strictObject({ rules })

/** POST of a message to try them with. */
export const rulesTryBodySchema: z.ZodType<RulesTryBody> = z.strictObject({
  rules,
  text: text(LIMITS.textLength),
  pageType: z.enum(PAGE_TYPES),
  cartTotal: cartTotal.nullable(),
})
