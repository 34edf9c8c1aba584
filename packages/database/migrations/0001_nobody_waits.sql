CREATE TABLE "invitations" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"address" text NOT NULL,
	"role" text NOT NULL,
	"capacity" integer,
	"teams" jsonb NOT NULL,
	"invited_by" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"store_id" text collate "C",
	"conversation_id" text collate "C",
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"message_id" text NOT NULL,
	"in_reply_to" text,
	"to_address" text NOT NULL,
	"to_name" text,
	"from_name" text NOT NULL,
	"reply_to" text,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"up_to_seq" integer,
	"created_at" bigint NOT NULL,
	"state" text NOT NULL,
	"run_at" bigint NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"ended_at" bigint,
	"last_error" text,
	CONSTRAINT "letters_key_unique" UNIQUE("key"),
	CONSTRAINT "letters_message_id_unique" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "mail_transport" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"smtp_url" text NOT NULL,
	"from_address" text NOT NULL,
	"saved_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promises" (
	"conversation_id" text collate "C" NOT NULL,
	"seq" integer NOT NULL,
	"store_id" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"scored_at" bigint,
	"kept" boolean,
	CONSTRAINT "promises_conversation_id_seq_pk" PRIMARY KEY("conversation_id","seq")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"store_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"place" integer NOT NULL,
	"name" text NOT NULL,
	"is_on" boolean NOT NULL,
	"condition" jsonb NOT NULL,
	"effect" jsonb NOT NULL,
	CONSTRAINT "rules_store_id_id_pk" PRIMARY KEY("store_id","id")
);
--> statement-breakpoint
CREATE TABLE "team_members" (
	"store_id" text collate "C" NOT NULL,
	"team_id" text collate "C" NOT NULL,
	"agent_id" text collate "C" NOT NULL,
	CONSTRAINT "team_members_store_id_team_id_agent_id_pk" PRIMARY KEY("store_id","team_id","agent_id")
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"store_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "teams_store_id_id_pk" PRIMARY KEY("store_id","id")
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_agent_id" text collate "C";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "alarm" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "offered_agent_id" text collate "C";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "offered_agent_name" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "signs_of_life" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "visitor_gone_at" bigint;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "place_given_up" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "unseen_seq" integer;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "unseen_since" bigint;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "reply_address" text;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "answer_within" bigint;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "is_sorted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "team_id" text collate "C";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "tags" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "last_seen_at" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "browser" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "hours" jsonb;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "answers_outside_hours" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "promised_wait" bigint DEFAULT 300000 NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "email_answer" bigint DEFAULT 86400000 NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "live_chat" text DEFAULT 'automatic' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "restrained_since" bigint;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "relieved_since" bigint;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "contact_address" text;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "mail_confirmed_at" bigint;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "mail_test_hash" text;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "mail_tested_at" bigint;--> statement-breakpoint
ALTER TABLE "visitors" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "visitors" ADD COLUMN "address_proven_at" bigint;--> statement-breakpoint
ALTER TABLE "visitors" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_store_id_team_id_teams_store_id_id_fk" FOREIGN KEY ("store_id","team_id") REFERENCES "public"."teams"("store_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_store_id_agent_id_memberships_store_id_agent_id_fk" FOREIGN KEY ("store_id","agent_id") REFERENCES "public"."memberships"("store_id","agent_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_store_id_stores_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."stores"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_invitation" ON "invitations" USING btree ("store_id","address");--> statement-breakpoint
CREATE INDEX "letters_due" ON "letters" USING btree ("run_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "letters_of_conversation" ON "letters" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "letters_newest" ON "letters" USING btree ("store_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "letters_to" ON "letters" USING btree ("to_address","created_at");--> statement-breakpoint
CREATE INDEX "password_resets_agent_id_index" ON "password_resets" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "promises_open" ON "promises" USING btree ("due_at") WHERE scored_at is null;--> statement-breakpoint
CREATE INDEX "promises_scored" ON "promises" USING btree ("store_id","scored_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_team_name" ON "teams" USING btree ("store_id",lower(name));--> statement-breakpoint
CREATE INDEX "conversations_first_reply" ON "conversations" USING btree ("store_id","first_reply_at") WHERE first_reply_at is not null;--> statement-breakpoint
UPDATE "conversations" SET "due_for" = 'reply_target' WHERE "due_for" = 'reply_overdue';
