import type {
  AgentId,
  CannedReplyId,
  ConversationId,
  EntryKind,
  LetterId,
  LetterKind,
  LiveChat,
  OpeningHours,
  PageContext,
  Priority,
  Role,
  RuleCondition,
  RuleEffect,
  RuleId,
  StandingStatus,
  StoreId,
  Switch,
  TeamId,
  Via,
  VisitorId,
} from '@shopbell/protocol'
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'

/** Ids compare byte by byte: the fastest order, and the same in every database whatever its locale. */
const idText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })
const id = <Id extends string>(name: string) => idText(name).$type<Id>()

/** Milliseconds since 1970 UTC. Numbers cross every driver, client and process unchanged, which dates do not. */
const ms = (name: string) => bigint(name, { mode: 'number' })

/** What a deadline is for; the table in docs/routing.md says what happens at each. */
export type DueFor =
  | 'agent_lost'
  | 'waiting_alarm'
  | 'place_given_up'
  | 'reply_target'
  | 'reply_alarm'
  | 'letter_due'
  | 'visitor_silent'
  | 'assistant_silent'
  | 'email_answer'
  | 'email_silent'

/** What this database is: one row. */
export const installation = pgTable('installation', {
  one: boolean('one').primaryKey().default(true),
  /** Changes with a restore, so that clients drop what they know. */
  epoch: text('epoch').notNull(),
  systemIdentifier: text('system_identifier').notNull(),
  timeline: integer('timeline').notNull(),
  secretFingerprint: text('secret_fingerprint').notNull(),
  /** The code of the one-time link that makes the first owner; null once it was used. */
  firstRunCode: text('first_run_code'),
  createdAt: ms('created_at').notNull(),
})

export const stores = pgTable('stores', {
  id: id<StoreId>('id').primaryKey(),
  name: text('name').notNull(),
  accent: text('accent').notNull(),
  greeting: text('greeting'),
  side: text('side').$type<'right' | 'left'>().notNull().default('right'),
  capacity: integer('capacity').notNull().default(4),
  /** Null: always open. */
  hours: jsonb('hours').$type<OpeningHours>(),
  /** Whoever is there answers, whatever the hours say. */
  answersOutsideHours: boolean('answers_outside_hours').notNull().default(false),
  /** The longest estimated wait at which live chat is still offered to new shoppers. */
  promisedWait: ms('promised_wait')
    .notNull()
    .default(5 * 60_000),
  /** When an answer by email is promised while none were measured, in ms after the question. */
  emailAnswer: ms('email_answer')
    .notNull()
    .default(24 * 60 * 60_000),
  /** By itself as the waits are, or as somebody in charge says. */
  liveChat: text('live_chat').$type<LiveChat>().notNull().default('automatic'),
  /** Since when live chat is not offered because it takes too long; null while it is offered. */
  restrainedSince: ms('restrained_since'),
  /** While restrained: since when the estimate has been below half of what is promised. */
  relievedSince: ms('relieved_since'),
  /** The store's own address, which answers to letters go to. */
  contactAddress: text('contact_address'),
  /** When the owner followed the link in a test letter. */
  mailConfirmedAt: ms('mail_confirmed_at'),
  mailTestHash: text('mail_test_hash'),
  mailTestedAt: ms('mail_tested_at'),
  demo: boolean('demo').notNull().default(false),
  createdAt: ms('created_at').notNull(),
})

/** Origins on which the widget was seen or may run. */
export const sites = pgTable(
  'sites',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    origin: text('origin').notNull(),
    allowed: boolean('allowed').notNull(),
    lastSeenAt: ms('last_seen_at'),
    refused: integer('refused').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.storeId, table.origin] })],
)

export const agents = pgTable('agents', {
  id: id<AgentId>('id').primaryKey(),
  /** Lower case. One agent per address and installation. */
  address: text('address').notNull().unique(),
  name: text('name').notNull(),
  /** Null for the demo's people, who come in by the printed link only. */
  passwordHash: text('password_hash'),
  createdAt: ms('created_at').notNull(),
})

export const memberships = pgTable(
  'memberships',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    agentId: id<AgentId>('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    switch: text('switch').$type<Switch>().notNull().default('away'),
    /** Null: the store's. */
    capacity: integer('capacity'),
    /** When a conversation was last given, for "longest idle". */
    lastAssignedAt: ms('last_assigned_at').notNull().default(0),
    createdAt: ms('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.storeId, table.agentId] }), index().on(table.agentId)],
)

/** Teams route, they do not hide: agents of a store see all its conversations. */
export const teams = pgTable(
  'teams',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    id: id<TeamId>('id').notNull(),
    name: text('name').notNull(),
    createdAt: ms('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.id] }),
    uniqueIndex('one_team_name').on(table.storeId, sql`lower(name)`),
  ],
)

export const teamMembers = pgTable(
  'team_members',
  {
    storeId: id<StoreId>('store_id').notNull(),
    teamId: id<TeamId>('team_id').notNull(),
    agentId: id<AgentId>('agent_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.teamId, table.agentId] }),
    foreignKey({
      columns: [table.storeId, table.teamId],
      foreignColumns: [teams.storeId, teams.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.storeId, table.agentId],
      foreignColumns: [memberships.storeId, memberships.agentId],
    }).onDelete('cascade'),
  ],
)

/** What the owner wants done with conversations that begin in a certain way. In the order of their places. */
export const rules = pgTable(
  'rules',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    id: id<RuleId>('id').notNull(),
    place: integer('place').notNull(),
    name: text('name').notNull(),
    isOn: boolean('is_on').notNull(),
    condition: jsonb('condition').$type<RuleCondition>().notNull(),
    effect: jsonb('effect').$type<RuleEffect>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.storeId, table.id] })],
)

/** Links that make a colleague. Only their hash is kept. */
export const invitations = pgTable(
  'invitations',
  {
    codeHash: text('code_hash').primaryKey(),
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    address: text('address').notNull(),
    role: text('role').$type<Role>().notNull(),
    capacity: integer('capacity'),
    teams: jsonb('teams').$type<readonly TeamId[]>().notNull(),
    invitedBy: id<AgentId>('invited_by').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (table) => [uniqueIndex('one_invitation').on(table.storeId, table.address)],
)

/** Links that set a password anew. Only their hash is kept. */
export const passwordResets = pgTable(
  'password_resets',
  {
    codeHash: text('code_hash').primaryKey(),
    agentId: id<AgentId>('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (table) => [index().on(table.agentId)],
)

export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    agentId: id<AgentId>('agent_id')
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    /** For the list of one's own sessions: to the minute. */
    lastSeenAt: ms('last_seen_at').notNull().default(0),
    /** The browser's own name, as it was at the sign-in. */
    browser: text('browser').notNull().default(''),
  },
  (table) => [index().on(table.agentId), index().on(table.expiresAt)],
)

/** Codes of links that sign somebody in once: the demo console's. Only their hash is kept. */
export const entryLinks = pgTable('entry_links', {
  codeHash: text('code_hash').primaryKey(),
  agentId: id<AgentId>('agent_id')
    .notNull()
    .references(() => agents.id, { onDelete: 'cascade' }),
  createdAt: ms('created_at').notNull(),
  usedAt: ms('used_at'),
})

/** Failed sign-ins, counted per account and per address, so that a restart forgets none. */
export const signInTries = pgTable('sign_in_tries', {
  /** `account:…` or `address:…`; hashed, for it may hold a person's address. */
  key: text('key').primaryKey(),
  failures: integer('failures').notNull(),
  windowStartedAt: ms('window_started_at').notNull(),
})

/**
 * Leases: an agent's sockets at one server process. Unlogged (see the migration): after a crash of the database
 * nobody is there, which is the truth.
 */
export const presence = pgTable(
  'presence',
  {
    agentId: id<AgentId>('agent_id').notNull(),
    process: text('process').notNull(),
    until: ms('until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.process] })],
)

export const visitors = pgTable(
  'visitors',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    id: id<VisitorId>('id').notNull(),
    kind: text('kind').$type<'web' | 'mail'>().notNull(),
    /** SHA-256 of the token, hex. */
    tokenHash: text('token_hash').unique(),
    name: text('name'),
    /** Where answers may be sent: a claim, until something proved it. */
    address: text('address'),
    addressProvenAt: ms('address_proven_at'),
    /** The widget's language, a BCP 47 tag; letters are written in it where we can. */
    language: text('language'),
    createdAt: ms('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.storeId, table.id] })],
)

/**
 * The head of each conversation: facts, the two dense numbers, and the one deadline. Every update raises
 * `version`; a guarded write names the version that it read.
 */
export const conversations = pgTable(
  'conversations',
  {
    storeId: id<StoreId>('store_id').notNull(),
    id: id<ConversationId>('id').notNull(),
    visitorId: id<VisitorId>('visitor_id').notNull(),
    version: integer('version').notNull(),
    nextSeq: integer('next_seq').notNull(),
    nextVisible: integer('next_visible').notNull(),
    status: text('status').$type<StandingStatus>().notNull(),
    agentId: id<AgentId>('agent_id'),
    agentName: text('agent_name'),
    awaiting: text('awaiting').$type<'visitor' | 'agent' | 'store'>(),
    /** Since when somebody waits for a person's answer. */
    waitingSince: ms('waiting_since'),
    /** The place in the queue: the front is the smallest. Who comes back to it goes by when it was opened. */
    queuedAt: ms('queued_at'),
    /** Whose connection was lost, and when: in grace while still theirs, may return while it waits. */
    lostAgentId: id<AgentId>('lost_agent_id'),
    agentLostAt: ms('agent_lost_at'),
    promisedAt: ms('promised_at'),
    /** Who last had it, for a visitor who returns. */
    lastAgentId: id<AgentId>('last_agent_id'),
    /** How an unanswered message has been noticed so far: the shopper was told, another was offered it. */
    alarm: text('alarm').$type<'target' | 'alarm'>(),
    /** Who was offered it because its agent is silent. */
    offeredAgentId: id<AgentId>('offered_agent_id'),
    offeredAgentName: text('offered_agent_name'),
    /** How often typing has put the silence off since the visitor's message. */
    signsOfLife: integer('signs_of_life').notNull().default(0),
    /** Since when the visitor has been connected nowhere; null while connected. */
    visitorGoneAt: ms('visitor_gone_at'),
    /** Whether the visitor has left the queue for good: the place was given up. */
    placeGivenUp: boolean('place_given_up').notNull().default(false),
    /** The first reply of the team's that the visitor has not seen, and when it was written. */
    unseenSeq: integer('unseen_seq'),
    unseenSince: ms('unseen_since'),
    /** The visitor's address, where one was left. */
    replyAddress: text('reply_address'),
    /** How soon the store said that it answers by email, in ms; null until it did. */
    answerWithin: ms('answer_within'),
    /** Whether the owner's rules were applied. */
    isSorted: boolean('is_sorted').notNull().default(false),
    teamId: id<TeamId>('team_id'),
    priority: integer('priority').$type<Priority>().notNull().default(0),
    tags: jsonb('tags').$type<readonly string[]>().notNull().default([]),
    lastVisitorAt: ms('last_visitor_at').notNull(),
    /** When an agent first replied; first response time is this less `openedAt`. */
    firstReplyAt: ms('first_reply_at'),
    openedAt: ms('opened_at').notNull(),
    closedAt: ms('closed_at'),
    /** From when the standing's deadline runs: the last move, or the last time it passed. */
    dueFrom: ms('due_from').notNull(),
    dueAt: ms('due_at'),
    dueFor: text('due_for').$type<DueFor>(),
    /** When whoever waits for a person will have waited longer than the target; null while nobody does. */
    lateAt: ms('late_at'),
    visitorName: text('visitor_name'),
    page: jsonb('page').$type<PageContext>(),
    /** What the list shows, so that a row needs no look into the log. */
    lastText: text('last_text'),
    lastBy: text('last_by').$type<'visitor' | 'agent' | 'assistant' | 'system'>(),
    lastAt: ms('last_at').notNull(),
    visitorSeq: integer('visitor_seq').notNull(),
    firstText: text('first_text').notNull(),
    /** The earlier conversation that this one goes on from. */
    earlierId: id<ConversationId>('earlier_id'),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.id] }),
    uniqueIndex('conversations_id').on(table.id),
    foreignKey({
      columns: [table.storeId, table.visitorId],
      foreignColumns: [visitors.storeId, visitors.id],
    }),
    uniqueIndex('one_open_conversation').on(table.storeId, table.visitorId).where(sql`status <> 'closed'`),
    index('conversations_due').on(table.dueAt).where(sql`due_at is not null`),
    index('conversations_open').on(table.storeId, table.status, table.agentId).where(sql`status <> 'closed'`),
    // Closed ones are listed by their last message, which no longer moves.
    index('conversations_closed')
      .on(table.storeId, table.lastAt.desc().nullsFirst(), table.id)
      .where(sql`status = 'closed'`),
    // First response times of the last days.
    index('conversations_first_reply')
      .on(table.storeId, table.firstReplyAt)
      .where(sql`first_reply_at is not null`),
    index('conversations_visitor').on(table.storeId, table.visitorId, table.openedAt.desc().nullsFirst()),
    check('closed_has_no_deadline', sql`(status = 'closed') = (due_at is null)`),
    check('an_agent_when_with_agent', sql`(status = 'with_agent') = (agent_id is not null)`),
    check('a_place_when_waiting', sql`(status = 'waiting') = (queued_at is not null)`),
  ],
)

/** The log. Only ever inserted into, and only by one file. */
export const entries = pgTable(
  'entries',
  {
    conversationId: id<ConversationId>('conversation_id').notNull(),
    seq: integer('seq').notNull(),
    /** The dense number over what visitors may see; null for what they may not. */
    visible: integer('visible'),
    kind: text('kind').$type<EntryKind>().notNull(),
    senderKind: text('sender_kind').$type<'visitor' | 'agent' | 'assistant' | 'system'>().notNull(),
    senderId: idText('sender_id').notNull(),
    senderName: text('sender_name'),
    via: text('via').$type<Via>().notNull(),
    clientId: idText('client_id').notNull(),
    at: ms('at').notNull(),
    body: jsonb('body').$type<unknown>().notNull(),
    files: jsonb('files').$type<unknown>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.seq] }),
    uniqueIndex('entries_idempotency').on(table.senderId, table.clientId),
  ],
)

/** How far each reader has read, in full numbers. Only raised. */
export const readMarks = pgTable(
  'read_marks',
  {
    conversationId: id<ConversationId>('conversation_id').notNull(),
    readerId: idText('reader_id').notNull(),
    readerKind: text('reader_kind').$type<'visitor' | 'agent'>().notNull(),
    seq: integer('seq').notNull(),
    at: ms('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.readerId] })],
)

/** What shoppers were told to expect, and what became of it. The entry that told it is (conversation, seq). */
export const promises = pgTable(
  'promises',
  {
    conversationId: id<ConversationId>('conversation_id').notNull(),
    seq: integer('seq').notNull(),
    storeId: id<StoreId>('store_id').notNull(),
    kind: text('kind').$type<'wait' | 'email'>().notNull(),
    at: ms('at').notNull(),
    /** By when a person will have answered. */
    dueAt: ms('due_at').notNull(),
    scoredAt: ms('scored_at'),
    kept: boolean('kept'),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.seq] }),
    index('promises_open').on(table.dueAt).where(sql`scored_at is null`),
    index('promises_scored').on(table.storeId, table.scoredAt),
  ],
)

/** Every letter that is to go out, goes out or went out. Its Message-ID is fixed when it is written. */
export const letters = pgTable(
  'letters',
  {
    id: id<LetterId>('id').primaryKey(),
    /** Null for the installation's own: a forgotten password. */
    storeId: id<StoreId>('store_id').references(() => stores.id, { onDelete: 'cascade' }),
    conversationId: id<ConversationId>('conversation_id'),
    kind: text('kind').$type<LetterKind>().notNull(),
    /** The same key twice is one letter. */
    key: text('key').notNull().unique(),
    messageId: text('message_id').notNull().unique(),
    inReplyTo: text('in_reply_to'),
    toAddress: text('to_address').notNull(),
    toName: text('to_name'),
    fromName: text('from_name').notNull(),
    replyTo: text('reply_to'),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    html: text('html').notNull(),
    /** What it holds of the log: replies up to this place. Seen first, no letter. */
    upToSeq: integer('up_to_seq'),
    createdAt: ms('created_at').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'failed' | 'cancelled'>().notNull(),
    /** While it waits: when it is tried next. */
    runAt: ms('run_at').notNull(),
    tries: integer('tries').notNull().default(0),
    endedAt: ms('ended_at'),
    lastError: text('last_error'),
  },
  (table) => [
    index('letters_due').on(table.runAt).where(sql`state = 'waiting'`),
    index('letters_of_conversation').on(table.conversationId),
    index('letters_newest').on(table.storeId, table.createdAt.desc()),
    index('letters_to').on(table.toAddress, table.createdAt),
  ],
)

/** How letters leave: one row, or none. What is secret is encrypted with SECRET. */
export const mailTransport = pgTable('mail_transport', {
  one: boolean('one').primaryKey().default(true),
  smtpUrl: text('smtp_url').notNull(),
  fromAddress: text('from_address').notNull(),
  savedAt: ms('saved_at').notNull(),
})

export const cannedReplies = pgTable(
  'canned_replies',
  {
    storeId: id<StoreId>('store_id')
      .notNull()
      .references(() => stores.id, { onDelete: 'cascade' }),
    id: id<CannedReplyId>('id').notNull(),
    shortcut: text('shortcut').notNull(),
    text: text('text').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.storeId, table.id] }),
    uniqueIndex('one_shortcut').on(table.storeId, table.shortcut),
  ],
)

/** Work that must happen after the commit that asked for it. Taken with SKIP LOCKED. */
export const jobs = pgTable(
  'jobs',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    kind: text('kind').notNull(),
    /** The same key twice is one job. */
    key: text('key').notNull().unique(),
    payload: jsonb('payload').$type<unknown>().notNull(),
    runAt: ms('run_at').notNull(),
    tries: integer('tries').notNull().default(0),
    /** After the last try; kept to be seen. */
    buriedAt: ms('buried_at'),
    lastError: text('last_error'),
  },
  (table) => [index('jobs_due').on(table.runAt).where(sql`buried_at is null`)],
)

export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: ms('at').notNull(),
    storeId: id<StoreId>('store_id'),
    /** An agent's id, `system`, or `nobody` before a sign-in. */
    who: text('who').notNull(),
    what: text('what').notNull(),
    details: jsonb('details').$type<unknown>().notNull(),
  },
  (table) => [index().on(table.storeId, table.at)],
)
