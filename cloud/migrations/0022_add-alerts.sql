CREATE TABLE "alert_condition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"profile" uuid NOT NULL,
	"watched" text NOT NULL,
	"station" text,
	"lat" double precision,
	"lon" double precision,
	"place" text NOT NULL,
	"up" double precision NOT NULL,
	"down" double precision NOT NULL,
	"minimum_minutes" integer NOT NULL,
	"phase" text DEFAULT 'below' NOT NULL,
	"is_blind" boolean DEFAULT false NOT NULL,
	"since" timestamp (3) with time zone,
	"before" timestamp (3) with time zone,
	"start_was_told" boolean DEFAULT false NOT NULL,
	"created" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alert_condition_where" CHECK (("alert_condition"."station" is null) = ("alert_condition"."lat" is not null)),
	CONSTRAINT "alert_condition_place" CHECK (("alert_condition"."lat" is null) = ("alert_condition"."lon" is null)),
	CONSTRAINT "alert_condition_thresholds" CHECK ("alert_condition"."down" <= "alert_condition"."up"),
	CONSTRAINT "alert_condition_phases" CHECK ("alert_condition"."phase" in ('below','above'))
);
--> statement-breakpoint
CREATE TABLE "alert_profile" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'unconfirmed' NOT NULL,
	"address" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL,
	"language" text NOT NULL,
	"zone" text NOT NULL,
	"key_hash" text NOT NULL,
	"key" "bytea" NOT NULL,
	"confirm_hash" text,
	"confirm_until" timestamp (3) with time zone,
	"quiet_from" integer,
	"quiet_until" integer,
	"every_minutes" integer NOT NULL,
	"wants_end" boolean DEFAULT false NOT NULL,
	"paused_until" timestamp (3) with time zone,
	"last_message" timestamp (3) with time zone,
	"created" timestamp (3) with time zone NOT NULL,
	"confirmed" timestamp (3) with time zone,
	CONSTRAINT "alert_profile_states" CHECK ("alert_profile"."state" in ('unconfirmed','active')),
	CONSTRAINT "alert_profile_languages" CHECK ("alert_profile"."language" in ('fr','en')),
	CONSTRAINT "alert_profile_quiet" CHECK (("alert_profile"."quiet_from" is null) = ("alert_profile"."quiet_until" is null) and coalesce("alert_profile"."quiet_from", 0) between 0 and 1439 and coalesce("alert_profile"."quiet_until", 0) between 0 and 1439)
);
--> statement-breakpoint
CREATE TABLE "alert_transition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"condition" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"detected" timestamp (3) with time zone NOT NULL,
	"value" double precision,
	"counted" jsonb NOT NULL,
	"answer" text NOT NULL,
	"held_until" timestamp (3) with time zone,
	"message" uuid,
	"answered" timestamp (3) with time zone,
	"verdict" text,
	CONSTRAINT "alert_transition_kinds" CHECK ("alert_transition"."kind" in ('raised','cleared','blind','sighted')),
	CONSTRAINT "alert_transition_answers" CHECK ("alert_transition"."answer" in ('told','held','too_old','over','not_known','paused','end_not_wanted','start_not_told','nothing_to_tell','unreachable')),
	CONSTRAINT "alert_transition_told" CHECK (("alert_transition"."answer" = 'told') = ("alert_transition"."message" is not null)),
	CONSTRAINT "alert_transition_hold" CHECK (("alert_transition"."answer" = 'held') = ("alert_transition"."held_until" is not null)),
	CONSTRAINT "alert_transition_verdicts" CHECK ("alert_transition"."verdict" in ('right','wrong','unsure'))
);
--> statement-breakpoint
ALTER TABLE "alert_condition" ADD CONSTRAINT "alert_condition_profile_alert_profile_id_fk" FOREIGN KEY ("profile") REFERENCES "public"."alert_profile"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_transition" ADD CONSTRAINT "alert_transition_condition_alert_condition_id_fk" FOREIGN KEY ("condition") REFERENCES "public"."alert_condition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_condition_profile" ON "alert_condition" USING btree ("profile");--> statement-breakpoint
CREATE INDEX "alert_condition_station" ON "alert_condition" USING btree ("station");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_profile_key" ON "alert_profile" USING btree ("key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_profile_confirm" ON "alert_profile" USING btree ("confirm_hash");--> statement-breakpoint
CREATE INDEX "alert_profile_digest" ON "alert_profile" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "alert_profile_state" ON "alert_profile" USING btree ("state","confirm_until");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_transition_once" ON "alert_transition" USING btree ("condition","kind","at");--> statement-breakpoint
CREATE INDEX "alert_transition_condition" ON "alert_transition" USING btree ("condition","at");--> statement-breakpoint
CREATE INDEX "alert_transition_held" ON "alert_transition" USING btree ("held_until") WHERE "alert_transition"."answer" = 'held';--> statement-breakpoint
CREATE INDEX "alert_transition_message" ON "alert_transition" USING btree ("message");--> statement-breakpoint
CREATE INDEX "alert_transition_detected" ON "alert_transition" USING btree ("detected");