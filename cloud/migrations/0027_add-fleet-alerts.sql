CREATE TABLE "fleet_notice" (
	"trouble" uuid NOT NULL,
	"person" uuid NOT NULL,
	"kind" text NOT NULL,
	"answer" text NOT NULL,
	"message" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fleet_notice_trouble_person_kind_pk" PRIMARY KEY("trouble","person","kind"),
	CONSTRAINT "fleet_notice_kinds" CHECK ("fleet_notice"."kind" in ('began','ended')),
	CONSTRAINT "fleet_notice_answers" CHECK ("fleet_notice"."answer" in ('told','told_lately','stopped','no_address')),
	CONSTRAINT "fleet_notice_told" CHECK (("fleet_notice"."answer" = 'told') = ("fleet_notice"."message" is not null))
);
--> statement-breakpoint
CREATE TABLE "fleet_trouble" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" text NOT NULL,
	"problem" text NOT NULL,
	"began" timestamp (3) with time zone,
	"found" timestamp (3) with time zone NOT NULL,
	"ended" timestamp (3) with time zone,
	CONSTRAINT "fleet_trouble_problems" CHECK ("fleet_trouble"."problem" in ('silent','stuck','low_battery'))
);
--> statement-breakpoint
CREATE TABLE "fleet_watcher" (
	"person" uuid PRIMARY KEY NOT NULL,
	"reach" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fleet_watcher_reaches" CHECK ("fleet_watcher"."reach" in ('own','all'))
);
--> statement-breakpoint
ALTER TABLE "fleet_notice" ADD CONSTRAINT "fleet_notice_trouble_fleet_trouble_id_fk" FOREIGN KEY ("trouble") REFERENCES "public"."fleet_trouble"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fleet_notice" ADD CONSTRAINT "fleet_notice_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fleet_watcher" ADD CONSTRAINT "fleet_watcher_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fleet_notice_person" ON "fleet_notice" USING btree ("person","at");--> statement-breakpoint
CREATE UNIQUE INDEX "fleet_trouble_open" ON "fleet_trouble" USING btree ("station","problem") WHERE "fleet_trouble"."ended" is null;--> statement-breakpoint
CREATE INDEX "fleet_trouble_ended" ON "fleet_trouble" USING btree ("ended");