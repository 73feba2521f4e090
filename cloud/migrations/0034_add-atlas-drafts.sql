CREATE TABLE "atlas_draft" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person" uuid NOT NULL,
	"entry" uuid,
	"is_correction" boolean NOT NULL,
	"state" text NOT NULL,
	"answers" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "atlas_draft_states" CHECK ("atlas_draft"."state" in ('draft','submitted','accepted','refused'))
);
--> statement-breakpoint
CREATE TABLE "atlas_reminder" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry" uuid NOT NULL,
	"digest" text NOT NULL,
	"sent" timestamp (3) with time zone NOT NULL,
	"answered" timestamp (3) with time zone,
	CONSTRAINT "atlas_reminder_digest_unique" UNIQUE("digest")
);
--> statement-breakpoint
ALTER TABLE "atlas_change" DROP CONSTRAINT "atlas_change_kinds";--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "atlas_draft" ADD CONSTRAINT "atlas_draft_person_thing_id_fk" FOREIGN KEY ("person") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_draft" ADD CONSTRAINT "atlas_draft_entry_atlas_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."atlas_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "atlas_reminder" ADD CONSTRAINT "atlas_reminder_entry_atlas_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."atlas_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "atlas_draft_person" ON "atlas_draft" USING btree ("person","id");--> statement-breakpoint
CREATE INDEX "atlas_draft_entry" ON "atlas_draft" USING btree ("entry");--> statement-breakpoint
CREATE INDEX "atlas_draft_submitted" ON "atlas_draft" USING btree ("id") WHERE "atlas_draft"."state" = 'submitted';--> statement-breakpoint
CREATE INDEX "atlas_reminder_entry" ON "atlas_reminder" USING btree ("entry","sent");--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD CONSTRAINT "atlas_entry_merged_into_atlas_entry_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."atlas_entry"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "atlas_entry_merged" ON "atlas_entry" USING btree ("merged_into") WHERE "atlas_entry"."merged_into" is not null;--> statement-breakpoint
ALTER TABLE "atlas_change" ADD CONSTRAINT "atlas_change_kinds" CHECK ("atlas_change"."kind" in ('added','changed','state','checked','reverted','merged'));