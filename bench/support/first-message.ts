import { randomFillSync } from 'node:crypto'
import { drawClientId } from '@shopbell/protocol'
import { openFrameSocket } from './frame-socket'

/** The printed links: into the shop, and into the demo agent's console. */
export interface Links {
  readonly shop: string
  readonly enter: string
}

const STORE = 'sto_demo'
const HELLO = { type: 'hello', versions: [1], token: null, resume: [] }
const PATIENCE_MS = 20_000

/** Follows both links, lets the shopper ask and the agent answer, and settles when the shopper has the answer. */
export async function answeredMessage({ shop, enter }: Links, question: string): Promise<void> {
  const { port, origin } = new URL(enter)
  const where = { port: Number(port), wire: 'plain' } as const
  // Who opens a link waits for its page.
  await (await fetch(shop)).text()
  const entered = await fetch(enter, { redirect: 'manual' })
  const cookies = entered.headers.getSetCookie().map((line) => line.split(';')[0])

  const agent = await openFrameSocket({
    ...where,
    path: '/v1/console/socket',
    headers: { origin, cookie: cookies.join('; ') },
    hear: (frame, type) => {
      if (type === 'row' && frame.includes(question)) replyOnce(JSON.parse(String(frame)).row.id)
    },
  })
  let hasReplied = false
  function replyOnce(conversation: string): void {
    if (hasReplied) return
    hasReplied = true
    const clientId = newClientId()
    agent.send(JSON.stringify({ type: 'message.send', clientId, conversation, text: 'It is.' }))
  }

  let tellAnswered = () => {}
  const answered = new Promise<void>((resolve, reject) => {
    tellAnswered = resolve
    setTimeout(() => reject(new Error('The shopper has had no answer.')), PATIENCE_MS).unref()
  })
  const visitor = await openFrameSocket({
    ...where,
    path: `/v1/stores/${STORE}/socket`,
    headers: { origin: new URL(shop).origin },
    hear: (frame, type) => {
      if (type === 'entries' && frame.includes('"text":"It is."')) tellAnswered()
    },
  })

  await agent.asks(HELLO, 'welcome')
  agent.send(JSON.stringify({ type: 'view.watch', store: STORE, view: 'all' }))
  await visitor.asks(HELLO, 'welcome')
  await visitor.asks({ type: 'visitor.begin' }, 'begun')
  const message = { type: 'message.send', clientId: newClientId(), text: question, page: null }
  await visitor.asks(message, 'ack')
  await answered
  visitor.close()
  agent.close()
}

function newClientId(): string {
  return drawClientId(Date.now(), (bytes) => randomFillSync(bytes))
}
