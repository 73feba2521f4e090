CREATE TABLE "atlas_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"by" uuid,
	"source" text,
	"before" jsonb,
	"state_before" text,
	CONSTRAINT "atlas_change_kinds" CHECK ("atlas_change"."kind" in ('added','changed','state','checked','reverted'))
);
--> statement-breakpoint
CREATE TABLE "atlas_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"family" text NOT NULL,
	"nature" text NOT NULL,
	"state" text NOT NULL,
	"source" text NOT NULL,
	"key" text NOT NULL,
	"structure_key" text,
	"sheet" jsonb NOT NULL,
	"digest" text NOT NULL,
	"imported_digest" text,
	"by_name" text NOT NULL,
	"facets" text[] NOT NULL,
	"alike" text[] NOT NULL,
	"lat" double precision,
	"lon" double precision,
	"flat" "point",
	"hours" text,
	"region" text NOT NULL,
	"zone" text NOT NULL,
	"open_times" "tstzmultirange",
	"maybe_times" "tstzmultirange",
	"times_until" timestamp (3) with time zone,
	"checked_by" uuid,
	"checked_on" date,
	"checked_how" text,
	"changed" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "atlas_entry_families" CHECK ("atlas_entry"."family" in ('mediation','autonomy','association')),
	CONSTRAINT "atlas_entry_natures" CHECK ("atlas_entry"."nature" in ('structure','offer')),
	CONSTRAINT "atlas_entry_states" CHECK ("atlas_entry"."state" in ('published','proposed','withdrawn')),
	CONSTRAINT "atlas_entry_checked" CHECK ("atlas_entry"."checked_how" in ('visit','call','structure','file'))
);
--> statement-breakpoint
CREATE TABLE "atlas_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"words" text NOT NULL,
	"settled" timestamp (3) with time zone,
	CONSTRAINT "atlas_report_kinds" CHECK ("atlas_report"."kind" in ('closed','moved','hours','contact','other'))
);
--> statement-breakpoint
CREATE TABLE "atlas_word" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "atlas_change" ADD CONSTRAINT "atlas_change_entry_atlas_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."atlas_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_change" ADD CONSTRAINT "atlas_change_by_thing_id_fk" FOREIGN KEY ("by") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD CONSTRAINT "atlas_entry_id_thing_id_fk" FOREIGN KEY ("id") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD CONSTRAINT "atlas_entry_checked_by_thing_id_fk" FOREIGN KEY ("checked_by") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_report" ADD CONSTRAINT "atlas_report_entry_atlas_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."atlas_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "atlas_change_entry" ON "atlas_change" USING btree ("entry","id");--> statement-breakpoint
CREATE UNIQUE INDEX "atlas_entry_key" ON "atlas_entry" USING btree ("source","key");--> statement-breakpoint
CREATE INDEX "atlas_entry_by_name" ON "atlas_entry" USING btree ("by_name","id") WHERE "atlas_entry"."state" = 'published';--> statement-breakpoint
CREATE INDEX "atlas_entry_state" ON "atlas_entry" USING btree ("state","changed") WHERE "atlas_entry"."state" <> 'published';--> statement-breakpoint
CREATE INDEX "atlas_entry_structure" ON "atlas_entry" USING btree ("source","structure_key");--> statement-breakpoint
CREATE INDEX "atlas_entry_facets" ON "atlas_entry" USING gin ("facets");--> statement-breakpoint
CREATE INDEX "atlas_entry_alike" ON "atlas_entry" USING gin ("alike");--> statement-breakpoint
CREATE INDEX "atlas_entry_flat" ON "atlas_entry" USING gist ("flat") WHERE "atlas_entry"."state" = 'published';--> statement-breakpoint
CREATE INDEX "atlas_entry_hours" ON "atlas_entry" USING hash ("hours");--> statement-breakpoint
CREATE INDEX "atlas_entry_times" ON "atlas_entry" USING btree ("times_until") WHERE "atlas_entry"."hours" is not null;--> statement-breakpoint
CREATE INDEX "atlas_report_open" ON "atlas_report" USING btree ("id") WHERE "atlas_report"."settled" is null;--> statement-breakpoint
CREATE INDEX "atlas_report_entry" ON "atlas_report" USING btree ("entry");--> statement-breakpoint
CREATE INDEX "atlas_word_likeness" ON "atlas_word" USING gin ("word" gin_trgm_ops);