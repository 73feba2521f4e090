CREATE TABLE "quality_reference" (
	"station" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"source" text,
	"declared" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "quality_recompute" ADD COLUMN "tier" text DEFAULT 'reprocessed' NOT NULL;--> statement-breakpoint
ALTER TABLE "quality_recompute" ADD CONSTRAINT "quality_recompute_tiers" CHECK ("quality_recompute"."tier" in ('reprocessed','consolidated'));