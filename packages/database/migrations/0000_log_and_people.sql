CREATE TABLE "agents" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "agents_address_unique" UNIQUE("address")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"store_id" text collate "C",
	"who" text NOT NULL,
	"what" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "canned_replies" (
	"store_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"shortcut" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "canned_replies_store_id_id_pk" PRIMARY KEY("store_id","id")
);
--> statement-breakpoint
-- Heads are updated with nearly every message: room on the page keeps those updates local.
CREATE TABLE "conversations" (
	"store_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"visitor_id" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"next_seq" integer NOT NULL,
	"next_visible" integer NOT NULL,
	"status" text NOT NULL,
	"agent_id" text collate "C",
	"agent_name" text,
	"awaiting" text,
	"waiting_since" bigint,
	"queued_at" bigint,
	"lost_agent_id" text collate "C",
	"agent_lost_at" bigint,
	"promised_at" bigint,
	"last_visitor_at" bigint NOT NULL,
	"first_reply_at" bigint,
	"opened_at" bigint NOT NULL,
	"closed_at" bigint,
	"due_from" bigint NOT NULL,
	"due_at" bigint,
	"due_for" text,
	"late_at" bigint,
	"visitor_name" text,
	"page" jsonb,
	"last_text" text,
	"last_by" text,
	"last_at" bigint NOT NULL,
	"visitor_seq" integer NOT NULL,
	"first_text" text NOT NULL,
	"earlier_id" text collate "C",
	CONSTRAINT "conversations_store_id_id_pk" PRIMARY KEY("store_id","id"),
	CONSTRAINT "closed_has_no_deadline" CHECK ((status = 'closed') = (due_at is null)),
	CONSTRAINT "an_agent_when_with_agent" CHECK ((status = 'with_agent') = (agent_id is not null)),
	CONSTRAINT "a_place_when_waiting" CHECK ((status = 'waiting') = (queued_at is not null))
) WITH (fillfactor = 70);
--> statement-breakpoint
CREATE TABLE "entries" (
	"conversation_id" text collate "C" NOT NULL,
	"seq" integer NOT NULL,
	"visible" integer,
	"kind" text NOT NULL,
	"sender_kind" text NOT NULL,
	"sender_id" text collate "C" NOT NULL,
	"sender_name" text,
	"via" text NOT NULL,
	"client_id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"body" jsonb NOT NULL,
	"files" jsonb NOT NULL,
	CONSTRAINT "entries_conversation_id_seq_pk" PRIMARY KEY("conversation_id","seq")
);
--> statement-breakpoint
CREATE TABLE "entry_links" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" text NOT NULL,
	"system_identifier" text NOT NULL,
	"timeline" integer NOT NULL,
	"secret_fingerprint" text NOT NULL,
	"first_run_code" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"run_at" bigint NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"buried_at" bigint,
	"last_error" text,
	CONSTRAINT "jobs_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"store_id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"role" text NOT NULL,
	"switch" text DEFAULT 'away' NOT NULL,
	"capacity" integer,
	"last_assigned_at" bigint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "memberships_store_id_agent_id_pk" PRIMARY KEY("store_id","agent_id")
);
--> statement-breakpoint
-- Unlogged: after a crash of the database nobody is there, which is the truth.
CREATE UNLOGGED TABLE "presence" (
	"agent_id" text collate "C" NOT NULL,
	"process" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "presence_agent_id_process_pk" PRIMARY KEY("agent_id","process")
);
--> statement-breakpoint
CREATE TABLE "read_marks" (
	"conversation_id" text collate "C" NOT NULL,
	"reader_id" text collate "C" NOT NULL,
	"reader_kind" text NOT NULL,
	"seq" integer NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "read_marks_conversation_id_reader_id_pk" PRIMARY KEY("conversation_id","reader_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_tries" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_started_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"store_id" text collate "C" NOT NULL,
	"origin" text NOT NULL,
	"allowed" boolean NOT NULL,
	"last_seen_at" bigint,
	"refused" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "sites_store_id_origin_pk" PRIMARY KEY("store_id","origin")
);
--> statement-breakpoint
CREATE TABLE "stores" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"accent" text NOT NULL,
	"greeting" text,
	"side" text DEFAULT 'right' NOT NULL,
	"capacity" integer DEFAULT 4 NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "visitors" (
	"store_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"token_hash" text,
	"name" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "visitors_store_id_id_pk" PRIMARY KEY("store_id","id"),
	CONSTRAINT "visitors_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "canned_replies" ADD CONSTRAINT "canned_replies_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_store_id_visitor_id_visitors_store_id_id_fk" FOREIGN KEY ("store_id","visitor_id") REFERENCES "public"."visitors"("store_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_links" ADD CONSTRAINT "entry_links_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visitors" ADD CONSTRAINT "visitors_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_store_id_at_index" ON "audit" USING btree ("store_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_shortcut" ON "canned_replies" USING btree ("store_id","shortcut");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_id" ON "conversations" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_conversation" ON "conversations" USING btree ("store_id","visitor_id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "conversations_due" ON "conversations" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "conversations_open" ON "conversations" USING btree ("store_id","status","agent_id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "conversations_closed" ON "conversations" USING btree ("store_id","last_at" DESC NULLS FIRST,"id") WHERE status = 'closed';--> statement-breakpoint
CREATE INDEX "conversations_visitor" ON "conversations" USING btree ("store_id","visitor_id","opened_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "entries_idempotency" ON "entries" USING btree ("sender_id","client_id");--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("run_at") WHERE buried_at is null;--> statement-breakpoint
CREATE INDEX "memberships_agent_id_index" ON "memberships" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "sessions_agent_id_index" ON "sessions" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_at_index" ON "sessions" USING btree ("expires_at");