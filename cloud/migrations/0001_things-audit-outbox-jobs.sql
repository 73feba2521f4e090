CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor" text,
	"on_behalf_of" uuid,
	"action" text NOT NULL,
	"thing" uuid,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"data" jsonb NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"note" text,
	"result" jsonb,
	"fault" text,
	"person" uuid,
	"created" timestamp (3) with time zone NOT NULL,
	"started" timestamp (3) with time zone,
	"ended" timestamp (3) with time zone,
	CONSTRAINT "job_state" CHECK ("job"."state" in ('waiting', 'running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "outbox_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"personal" boolean NOT NULL,
	"person" uuid,
	"recipient" "bytea",
	"masked_recipient" text NOT NULL,
	"content" "bytea",
	"key" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next" timestamp (3) with time zone NOT NULL,
	"expires" timestamp (3) with time zone NOT NULL,
	"fault" text,
	"created" timestamp (3) with time zone NOT NULL,
	"settled" timestamp (3) with time zone,
	CONSTRAINT "outbox_message_states" CHECK ("outbox_message"."state" in ('waiting', 'delivered', 'dead', 'expired'))
);
--> statement-breakpoint
CREATE TABLE "thing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"slug" text,
	"title" text NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"words" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'published' NOT NULL,
	"visibility" text DEFAULT 'public' NOT NULL,
	"territory" uuid,
	"owner" uuid,
	"licence" text,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('french', plain_text(title)), 'A') || setweight(to_tsvector('english', plain_text(title)), 'A') || setweight(to_tsvector('french', plain_text(summary)), 'B') || setweight(to_tsvector('english', plain_text(summary)), 'B') || setweight(to_tsvector('french', plain_text(words)), 'C') || setweight(to_tsvector('english', plain_text(words)), 'C')) STORED,
	"created" timestamp (3) with time zone NOT NULL,
	"updated" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "thing_status" CHECK ("thing"."status" in ('draft', 'proposed', 'published', 'archived')),
	CONSTRAINT "thing_visibility" CHECK ("thing"."visibility" in ('public', 'group', 'private'))
);
--> statement-breakpoint
ALTER TABLE "job" ADD CONSTRAINT "job_person_thing_id_fk" FOREIGN KEY ("person") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox_message" ADD CONSTRAINT "outbox_message_person_thing_id_fk" FOREIGN KEY ("person") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thing" ADD CONSTRAINT "thing_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thing" ADD CONSTRAINT "thing_owner_thing_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "audit_entry" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_entry_thing" ON "audit_entry" USING btree ("thing","at");--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" USING btree ("actor","at");--> statement-breakpoint
CREATE INDEX "audit_entry_on_behalf_of" ON "audit_entry" USING btree ("on_behalf_of","at");--> statement-breakpoint
CREATE INDEX "job_created" ON "job" USING btree ("created");--> statement-breakpoint
CREATE INDEX "job_name" ON "job" USING btree ("name","created");--> statement-breakpoint
CREATE INDEX "job_person" ON "job" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_message_key" ON "outbox_message" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "outbox_message_waiting" ON "outbox_message" USING btree ("kind","next") WHERE "outbox_message"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "outbox_message_state" ON "outbox_message" USING btree ("state","created");--> statement-breakpoint
CREATE INDEX "outbox_message_person" ON "outbox_message" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "thing_slug" ON "thing" USING btree ("kind","slug");--> statement-breakpoint
CREATE INDEX "thing_search" ON "thing" USING gin ("search");--> statement-breakpoint
CREATE INDEX "thing_title" ON "thing" USING gin (plain_text("title") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "thing_kind" ON "thing" USING btree ("kind","created");--> statement-breakpoint
CREATE INDEX "thing_owner" ON "thing" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "thing_territory" ON "thing" USING btree ("territory");