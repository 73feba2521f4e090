CREATE TABLE "practice" (
	"organisation" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"words" text NOT NULL,
	"terms" text NOT NULL,
	"address" text NOT NULL,
	"ground" text NOT NULL,
	"ink" text NOT NULL,
	"logo" uuid,
	"proposals" jsonb NOT NULL,
	"is_open" boolean DEFAULT false NOT NULL,
	"changed" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "practice_colours" CHECK ("practice"."ground" ~ '^#[0-9a-f]{6}$' and "practice"."ink" ~ '^#[0-9a-f]{6}$')
);
--> statement-breakpoint
CREATE TABLE "practice_week" (
	"practice" uuid NOT NULL,
	"monday" date NOT NULL,
	"subscriptions" integer DEFAULT 0 NOT NULL,
	"messages" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "practice_week_practice_monday_pk" PRIMARY KEY("practice","monday")
);
--> statement-breakpoint
ALTER TABLE "alert_profile" ADD COLUMN "practice" uuid;--> statement-breakpoint
ALTER TABLE "practice" ADD CONSTRAINT "practice_organisation_organisation_id_fk" FOREIGN KEY ("organisation") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice" ADD CONSTRAINT "practice_logo_media_id_fk" FOREIGN KEY ("logo") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practice_week" ADD CONSTRAINT "practice_week_practice_practice_organisation_fk" FOREIGN KEY ("practice") REFERENCES "public"."practice"("organisation") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "practice_slug" ON "practice" USING btree ("slug");--> statement-breakpoint
ALTER TABLE "alert_profile" ADD CONSTRAINT "alert_profile_practice_practice_organisation_fk" FOREIGN KEY ("practice") REFERENCES "public"."practice"("organisation") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_profile_practice" ON "alert_profile" USING btree ("practice");