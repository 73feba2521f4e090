CREATE TABLE "bulletin_edition" (
	"territory" uuid NOT NULL,
	"day" text NOT NULL,
	"facts" jsonb NOT NULL,
	"made" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bulletin_edition_territory_day_pk" PRIMARY KEY("territory","day")
);
--> statement-breakpoint
CREATE TABLE "bulletin_subscription" (
	"profile" uuid NOT NULL,
	"territory" uuid NOT NULL,
	"last_day" text,
	CONSTRAINT "bulletin_subscription_profile_territory_pk" PRIMARY KEY("profile","territory")
);
--> statement-breakpoint
ALTER TABLE "bulletin_edition" ADD CONSTRAINT "bulletin_edition_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_subscription" ADD CONSTRAINT "bulletin_subscription_profile_alert_profile_id_fk" FOREIGN KEY ("profile") REFERENCES "public"."alert_profile"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulletin_subscription" ADD CONSTRAINT "bulletin_subscription_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulletin_edition_day" ON "bulletin_edition" USING btree ("day");--> statement-breakpoint
CREATE INDEX "bulletin_subscription_territory" ON "bulletin_subscription" USING btree ("territory","last_day");