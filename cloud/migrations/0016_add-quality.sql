CREATE TABLE "quality_day" (
	"day" date PRIMARY KEY NOT NULL,
	"done" text,
	"ended" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "quality_finding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" text NOT NULL,
	"sensor" text NOT NULL,
	"quantity" text NOT NULL,
	"origin" text NOT NULL,
	"check" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	"figures" jsonb,
	"made" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quality_finding_ends" CHECK ("quality_finding"."until" > "quality_finding"."from")
);
--> statement-breakpoint
CREATE TABLE "quality_recompute" (
	"job" uuid PRIMARY KEY NOT NULL,
	"station" text,
	"territory" uuid,
	"from" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"done" text,
	"values" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "quality_recompute_ends" CHECK ("quality_recompute"."until" > "quality_recompute"."from")
);
--> statement-breakpoint
ALTER TABLE "quality_recompute" ADD CONSTRAINT "quality_recompute_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_recompute" ADD CONSTRAINT "quality_recompute_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "quality_finding_once" ON "quality_finding" USING btree ("station","sensor","quantity","origin","check","from");--> statement-breakpoint
CREATE INDEX "quality_finding_until" ON "quality_finding" USING btree ("check","until");--> statement-breakpoint
CREATE INDEX "quality_recompute_territory" ON "quality_recompute" USING btree ("territory");