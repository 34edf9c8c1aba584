import type {
  AcceptInvitationBody,
  AgentId,
  AvailabilityBody,
  CannedReply,
  CannedReplyBody,
  CannedReplyId,
  Colleague,
  ConversationBody,
  ConversationId,
  EmailBody,
  EmailSettingsBody,
  ErrorBody,
  FirstRunBody,
  HoursBody,
  InstallBody,
  InvitationOfferBody,
  InviteBody,
  InvitedBody,
  LetterAnswerBody,
  LetterBody,
  LetterId,
  LetterState,
  LettersBody,
  MeBody,
  MemberBody,
  NumbersBody,
  PeopleBody,
  RefusalCode,
  Rule,
  RulesBody,
  RulesTriedBody,
  RulesTryBody,
  ServiceBody,
  SignInBody,
  StoreId,
  StoreSettingsBody,
  Switch,
  Team,
  TeamBody,
  TeamId,
  TransferBody,
  View,
  ViewPageBody,
} from '@shopbell/protocol'

/** A refusal over HTTP. `unreachable` when no answer came at all. */
export class ApiError extends Error {
  readonly code: RefusalCode | 'unreachable'
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfterMs: number | null

  constructor(code: RefusalCode | 'unreachable', body: Partial<ErrorBody> = {}) {
    super(body.message ?? code)
    this.code = code
    this.fields = body.fields ?? {}
    this.retryAfterMs = body.retryAfterMs ?? null
  }
}

export type ConversationAction = 'claim' | 'release' | 'close' | 'reopen'

/** The console's side of the HTTP API: one function for each route. Everything throws `ApiError`. */
export type ConsoleApi = ReturnType<typeof consoleApi>

/** `onSignedOut` hears of every answer that says the session is over. */
export function consoleApi(ask: typeof fetch, onSignedOut: () => void) {
  const request = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await ask(`/v1/console/${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch(() => null)
    if (response === null) throw new ApiError('unreachable')
    if (!response.ok) {
      const error = await refusal(response)
      if (error.code === 'not_identified') onSignedOut()
      throw error
    }
    const text = await response.text()
    return JSON.parse(text === '' ? 'null' : text)
  }
  const at = (store: StoreId, path: string) => `stores/${store}/${path}`

  return {
    signIn: (body: SignInBody) => request<void>('POST', 'sign-in', body),
    signOut: () => request<void>('POST', 'sign-out', {}),
    me: () => request<MeBody>('GET', 'me'),
    firstRunValid: (code: string) =>
      request<{ valid: boolean }>('GET', `first-run/${encodeURIComponent(code)}`).then(({ valid }) => valid),
    firstRun: (body: FirstRunBody) => request<void>('POST', 'first-run', body),
    invitationOffer: (code: string) =>
      request<InvitationOfferBody>('GET', `invitations/${encodeURIComponent(code)}`),
    acceptInvitation: (code: string, body: AcceptInvitationBody) =>
      request<void>('POST', `invitations/${encodeURIComponent(code)}`, body),
    askReset: (address: string) => request<void>('POST', 'password-resets', { address }),
    resetValid: (code: string) => request<void>('GET', `password-resets/${encodeURIComponent(code)}`),
    setPassword: (code: string, password: string) =>
      request<void>('POST', `password-resets/${encodeURIComponent(code)}`, { password }),

    conversations: (store: StoreId, { view, before }: { view: View; before?: string }) => {
      const query = new URLSearchParams({ view, ...(before === undefined ? {} : { before }) })
      return request<ViewPageBody>('GET', at(store, `conversations?${query}`))
    },
    conversation: (store: StoreId, id: ConversationId) =>
      request<ConversationBody>('GET', at(store, `conversations/${id}`)),
    /** Take it, give it back to the queue, close it, open it again. */
    act: (store: StoreId, id: ConversationId, action: ConversationAction) =>
      request<void>('POST', at(store, `conversations/${id}/${action}`), {}),
    transfer: (store: StoreId, id: ConversationId, body: TransferBody) =>
      request<void>('POST', at(store, `conversations/${id}/transfer`), body),
    sendTranscript: (store: StoreId, id: ConversationId) =>
      request<void>('POST', at(store, `conversations/${id}/transcript`), {}),
    setSwitch: (store: StoreId, place: Switch) => request<void>('PUT', at(store, 'switch'), { place }),

    numbers: (store: StoreId) => request<NumbersBody>('GET', at(store, 'numbers')),
    availability: (store: StoreId) =>
      request<AvailabilityBody>('GET', at(store, 'availability')).then(({ availability }) => availability),
    service: (store: StoreId) => request<ServiceBody>('GET', at(store, 'service')),
    saveService: (store: StoreId, body: ServiceBody) => request<void>('PUT', at(store, 'service'), body),

    settings: (store: StoreId) => request<StoreSettingsBody>('GET', at(store, 'settings')),
    saveSettings: (store: StoreId, body: StoreSettingsBody) =>
      request<void>('PUT', at(store, 'settings'), body),

    hours: (store: StoreId) => request<HoursBody>('GET', at(store, 'hours')),
    saveHours: (store: StoreId, body: HoursBody) => request<void>('PUT', at(store, 'hours'), body),

    people: (store: StoreId) => request<PeopleBody>('GET', at(store, 'people')),
    changeMember: (store: StoreId, id: AgentId, body: MemberBody) =>
      request<void>('PUT', at(store, `people/${id}`), body),
    removeMember: (store: StoreId, id: AgentId) => request<void>('DELETE', at(store, `people/${id}`)),
    invite: (store: StoreId, body: InviteBody) =>
      request<InvitedBody>('POST', at(store, 'invitations'), body),
    revokeInvitation: (store: StoreId, address: string) =>
      request<void>('DELETE', at(store, 'invitations'), { address }),

    colleagues: (store: StoreId) => request<readonly Colleague[]>('GET', at(store, 'colleagues')),
    teams: (store: StoreId) => request<readonly Team[]>('GET', at(store, 'teams')),
    addTeam: (store: StoreId, body: TeamBody) => request<void>('POST', at(store, 'teams'), body),
    changeTeam: (store: StoreId, id: TeamId, body: TeamBody) =>
      request<void>('PUT', at(store, `teams/${id}`), body),
    deleteTeam: (store: StoreId, id: TeamId) => request<void>('DELETE', at(store, `teams/${id}`)),

    rules: (store: StoreId) => request<RulesBody>('GET', at(store, 'rules')).then(({ rules }) => rules),
    saveRules: (store: StoreId, rules: readonly Rule[]) =>
      request<void>('PUT', at(store, 'rules'), { rules }),
    tryRules: (store: StoreId, body: RulesTryBody) =>
      request<RulesTriedBody>('POST', at(store, 'rules/try'), body),

    cannedReplies: (store: StoreId) => request<readonly CannedReply[]>('GET', at(store, 'canned-replies')),
    addCannedReply: (store: StoreId, body: CannedReplyBody) =>
      request<void>('POST', at(store, 'canned-replies'), body),
    changeCannedReply: (store: StoreId, id: CannedReplyId, body: CannedReplyBody) =>
      request<void>('PUT', at(store, `canned-replies/${id}`), body),
    deleteCannedReply: (store: StoreId, id: CannedReplyId) =>
      request<void>('DELETE', at(store, `canned-replies/${id}`)),

    email: (store: StoreId) => request<EmailBody>('GET', at(store, 'email')),
    saveEmail: (store: StoreId, body: EmailSettingsBody) => request<void>('PUT', at(store, 'email'), body),
    testEmail: (store: StoreId) => request<void>('POST', at(store, 'email/test'), {}),
    letters: (store: StoreId, { state, before }: { state: LetterState | null; before: string | null }) => {
      const query = new URLSearchParams({
        ...(state === null ? {} : { state }),
        ...(before === null ? {} : { before }),
      })
      return request<LettersBody>('GET', at(store, `letters?${query}`))
    },
    letter: (store: StoreId, id: LetterId) => request<LetterBody>('GET', at(store, `letters/${id}`)),
    answerLetter: (store: StoreId, id: LetterId, body: LetterAnswerBody) =>
      request<void>('POST', at(store, `letters/${id}/answer`), body),

    install: (store: StoreId) => request<InstallBody>('GET', at(store, 'install')),
    addSite: (store: StoreId, origin: string) => request<void>('POST', at(store, 'sites'), { origin }),
    allowSite: (store: StoreId, origin: string) => request<void>('PUT', at(store, 'sites'), { origin }),
    removeSite: (store: StoreId, origin: string) => request<void>('DELETE', at(store, 'sites'), { origin }),
  }
}

/** Where a letter is shown as its reader sees it. */
export function letterPage(store: StoreId, id: LetterId): string {
  return `/v1/console/stores/${store}/letters/${id}/page`
}

/** The refusal in an answer; whatever is not ours (a proxy's page) counts as no answer. */
async function refusal(response: Response): Promise<ApiError> {
  const body: Partial<ErrorBody> | null = await response.json().catch(() => null)
  return body?.code === undefined ? new ApiError('unreachable') : new ApiError(body.code, body)
}
