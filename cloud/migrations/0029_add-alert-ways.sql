CREATE TABLE "alert_way" (
	"id" uuid PRIMARY KEY NOT NULL,
	"profile" uuid NOT NULL,
	"kind" text NOT NULL,
	"target" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL,
	"created" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alert_way_kinds" CHECK ("alert_way"."kind" in ('push','webhook'))
);
--> statement-breakpoint
ALTER TABLE "alert_transition" DROP CONSTRAINT "alert_transition_answers";--> statement-breakpoint
ALTER TABLE "alert_profile" ADD COLUMN "bounced" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "alert_way" ADD CONSTRAINT "alert_way_profile_alert_profile_id_fk" FOREIGN KEY ("profile") REFERENCES "public"."alert_profile"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_way_once" ON "alert_way" USING btree ("profile","digest");--> statement-breakpoint
ALTER TABLE "alert_transition" ADD CONSTRAINT "alert_transition_answers" CHECK ("alert_transition"."answer" in ('told','held','too_old','over','not_known','paused','end_not_wanted','start_not_told','nothing_to_tell','unreachable','bounced'));