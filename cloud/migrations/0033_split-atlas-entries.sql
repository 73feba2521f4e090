CREATE TABLE "atlas_hours" (
	"id" text PRIMARY KEY NOT NULL,
	"hours" text NOT NULL,
	"region" text NOT NULL,
	"zone" text NOT NULL,
	"open_times" "tstzmultirange",
	"maybe_times" "tstzmultirange",
	"times_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "atlas_sheet" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sheet" jsonb NOT NULL,
	"digest" text NOT NULL,
	"imported_digest" text,
	"alike" text[] NOT NULL
);
--> statement-breakpoint
DROP INDEX "atlas_entry_alike";--> statement-breakpoint
DROP INDEX "atlas_entry_hours";--> statement-breakpoint
DROP INDEX "atlas_entry_times";--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD COLUMN "named" "tsvector" GENERATED ALWAYS AS (to_tsvector('french', by_name) || to_tsvector('english', by_name)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD COLUMN "hours_of" text;--> statement-breakpoint
INSERT INTO "atlas_sheet" ("id", "sheet", "digest", "imported_digest", "alike") SELECT "id", "sheet", "digest", "imported_digest", "alike" FROM "atlas_entry";--> statement-breakpoint
INSERT INTO "atlas_hours" ("id", "hours", "region", "zone") SELECT DISTINCT md5(json_build_array("hours", "region", "zone")::text), "hours", "region", "zone" FROM "atlas_entry" WHERE "hours" IS NOT NULL;--> statement-breakpoint
UPDATE "atlas_entry" SET "hours_of" = md5(json_build_array("hours", "region", "zone")::text) WHERE "hours" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "atlas_sheet" ADD CONSTRAINT "atlas_sheet_id_atlas_entry_id_fk" FOREIGN KEY ("id") REFERENCES "public"."atlas_entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "atlas_hours_times" ON "atlas_hours" USING btree ("times_until");--> statement-breakpoint
CREATE INDEX "atlas_sheet_alike" ON "atlas_sheet" USING gin ("alike") WITH (fastupdate=false);--> statement-breakpoint
ALTER TABLE "atlas_entry" ADD CONSTRAINT "atlas_entry_hours_of_atlas_hours_id_fk" FOREIGN KEY ("hours_of") REFERENCES "public"."atlas_hours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "atlas_entry_named" ON "atlas_entry" USING gin ("named");--> statement-breakpoint
CREATE INDEX "atlas_entry_hours_of" ON "atlas_entry" USING btree ("hours_of");--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "sheet";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "digest";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "imported_digest";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "alike";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "hours";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "region";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "open_times";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "maybe_times";--> statement-breakpoint
ALTER TABLE "atlas_entry" DROP COLUMN "times_until";