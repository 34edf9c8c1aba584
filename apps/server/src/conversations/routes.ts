import type { Queryable } from '@shopbell/database'
import { type ConversationBody, TIMES, type UnreadBody, type ViewPageBody } from '@shopbell/protocol'
import { viewPageQuerySchema } from '@shopbell/protocol/schemas'
import type { FastifyInstance } from 'fastify'
import { requireMembership } from '../agents/memberships'
import type { Clock } from '../foundation/clock'
import { DomainError } from '../foundation/errors'
import { signedIn } from '../foundation/http-console'
import { parsed } from '../foundation/http-errors'
import { conversationIn, storeIn } from '../foundation/http-params'
import { bearerOf } from '../foundation/http-visitor'
import { rowOf } from './conversation-row'
import { conversationOfStore, earlierConversations, newestConversationOf } from './find-conversation'
import type { Head } from './head'
import { entriesAfter } from './log-pages'
import { visitorByToken } from './open-visitor'
import { marksOf, ownMarks } from './read-marks'
import { viewCounts, viewPage } from './views'

/** The list and one conversation beside it. Inside the console's scope. */
export function conversationRoutes(app: FastifyInstance, { db }: { readonly db: Queryable }): void {
  app.get('/v1/console/stores/:store/conversations', async (request): Promise<ViewPageBody> => {
    const { agentId } = signedIn(request)
    const storeId = storeIn(request)
    await requireMembership(db, storeId, agentId)
    const query = parsed(viewPageQuerySchema, request.query)
    const [{ rows, next }, counts] = await Promise.all([
      viewPage(db, { storeId, agentId, ...query }),
      viewCounts(db, storeId, agentId),
    ])
    const marks = await ownMarks(
      db,
      agentId,
      rows.map(({ id }) => id),
    )
    return { rows, marks, counts, next }
  })

  app.get(
    '/v1/console/stores/:store/conversations/:conversation',
    async (request): Promise<ConversationBody> => {
      const storeId = storeIn(request)
      await requireMembership(db, storeId, signedIn(request).agentId)
      const head = await conversationOfStore(db, storeId, conversationIn(request))
      if (head === null) throw new DomainError('conversation_not_found')
      return { row: rowOf(head), earlier: await earlierConversations(db, head) }
    },
  )
}

/** What a shopper's later page asks once. Inside the visitors' scope. */
export function unreadRoute(
  app: FastifyInstance,
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
): void {
  app.get('/v1/stores/:store/unread', async (request): Promise<UnreadBody> => {
    const storeId = storeIn(request)
    const visitor = await visitorByToken(db, storeId, bearerOf(request))
    if (visitor === null) throw new DomainError('not_identified')
    const head = await newestConversationOf(db, { storeId, visitorId: visitor.id })
    if (head === null) return { conversation: null, unread: 0, live: false }
    const [marks] = await marksOf(db, 'visitor', [head.id])
    const after = marks?.visitor ?? 0
    const unseen = await entriesAfter(db, head.id, { audience: 'visitor', after, limit: COUNTED_AT_MOST })
    const unread = unseen.filter(({ kind, sender }) => kind === 'message' && sender.kind !== 'visitor').length
    return { conversation: head.id, unread, live: isLive(head, clock.now()) }
  })
}

/** The launcher says "9+" long before. */
const COUNTED_AT_MOST = 100

/** Whether a page should open a socket by itself. */
function isLive({ status, lastAt }: Head, nowMs: number): boolean {
  return status !== 'closed' && status !== 'by_email' && nowMs - lastAt < TIMES.resumeMs
}
