import { drawClientId } from '@shopbell/protocol'
import type { Device } from './device'
import type { Environment } from './environment'
import type { VisitorKept } from './kept'
import type { VisitorSnapshot } from './snapshot'
import { newMessage, storablePage } from './storable'
import type { VisitorSession } from './visitor-session'
import { watchable } from './watchable'

/** A load that failed is tried again after this long, while somebody waits for it. */
const RETRY_MS = 5_000
const KEPT_MS = 1_000

export interface LateVisitorSessionOptions {
  readonly device: Device<VisitorKept>
  readonly environment: Environment
  /** Brings the session itself: `openVisitorSession` from a chunk of its own, over the same device. */
  load(): Promise<VisitorSession>
}

/**
 * A session whose code arrives later: until then it draws from what the device keeps, so that the panel stands in
 * one frame. What is written meanwhile is kept on the device, where the session finds it. Loads at the first call
 * that needs it.
 */
export function lateVisitorSession(options: LateVisitorSessionOptions): VisitorSession {
  const { device, environment, load } = options
  let session: VisitorSession | null = null
  let isLoading = false
  let isClosed = false
  let calls: ((session: VisitorSession) => void)[] = []

  const view = watchable(
    () => session?.snapshot() ?? keptSnapshot(device.read(), environment.now(), calls.length > 0),
  )

  function call(run: (session: VisitorSession) => void): void {
    if (session) run(session)
    else {
      calls.push(run)
      arrive()
      view.refresh()
    }
  }

  function arrive(): void {
    if (isLoading || isClosed) return
    isLoading = true
    load().then(begin, () => {
      isLoading = false
      environment.setTimer(arrive, RETRY_MS)
      view.refresh()
    })
  }

  function begin(loaded: VisitorSession): void {
    if (isClosed) loaded.close()
    else {
      session = loaded
      loaded.subscribe(view.refresh)
      for (const run of calls) run(loaded)
      calls = []
      view.refresh()
    }
  }

  return {
    snapshot: view.snapshot,
    subscribe: view.subscribe,
    connect: () => call((one) => one.connect()),
    disconnect: () => call((one) => one.disconnect()),
    resume: () => call((one) => one.resume()),
    send(text, page) {
      if (session) return session.send(text, page)
      const clientId = drawClientId(environment.now(), environment.randomBytes)
      const checkedPage = page && storablePage(page)
      const message = newMessage(
        { clientId, kind: 'message', conversation: null, text, page: checkedPage },
        environment.now(),
      )
      device.update((kept) => ({ ...kept, draft: '', outbox: [...kept.outbox, message] }))
      call((one) => one.resume())
      return clientId
    },
    retry: (clientId) => call((one) => one.retry(clientId)),
    remove(clientId) {
      if (session) return session.remove(clientId)
      const removed = device.read().outbox.find((message) => message.clientId === clientId)
      device.update((kept) => ({ ...kept, outbox: kept.outbox.filter((message) => message !== removed) }))
      view.refresh()
      return removed?.text ?? ''
    },
    read: (seq) => call((one) => one.read(seq)),
    typing: (on) => session?.typing(on),
    fetchEarlier: () => call((one) => one.fetchEarlier()),
    close() {
      isClosed = true
      session?.close()
    },
  }
}

/** What can be drawn from the device alone. */
function keptSnapshot(kept: VisitorKept, nowMs: number, isWanted: boolean): VisitorSnapshot {
  const { conversation, recent, outbox } = kept
  const entries = recent.filter((line) => line.kind !== 'unknown')
  const { visitor, team } = conversation?.marks ?? { visitor: 0, team: 0 }
  return {
    connection: { kind: isWanted ? 'connecting' : 'idle' },
    visitor: null,
    availability: null,
    conversation: conversation && {
      conversation: conversation.id,
      standing: null,
      entries,
      hasEarlier: (recent[0]?.seq ?? 1) > 1,
      marks: { conversation: conversation.id, visitor, team },
      typing: null,
      colleagueTyping: null,
    },
    pending: outbox.map(({ refused, ...message }) => ({
      ...message,
      state: refused
        ? { kind: 'refused', ...refused }
        : { kind: nowMs - message.writtenAtMs < KEPT_MS ? 'sending' : 'kept' },
    })),
    unread: entries.filter(
      ({ kind, sender, seq }) => kind === 'message' && sender.kind !== 'visitor' && seq > visitor,
    ).length,
  }
}
