CREATE TABLE "quality_calibration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" text NOT NULL,
	"sensor" text NOT NULL,
	"quantity" text NOT NULL,
	"kind" text NOT NULL,
	"number" integer NOT NULL,
	"of" text NOT NULL,
	"reference" text NOT NULL,
	"fit" jsonb NOT NULL,
	"pairs" jsonb NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"note" text,
	"proposer" uuid,
	"proposed" timestamp (3) with time zone NOT NULL,
	"reviewer" uuid,
	"reviewed" timestamp (3) with time zone,
	"review" text,
	"since" timestamp (3) with time zone,
	"until" timestamp (3) with time zone,
	CONSTRAINT "quality_calibration_kinds" CHECK ("quality_calibration"."kind" in ('colocation','network')),
	CONSTRAINT "quality_calibration_states" CHECK ("quality_calibration"."state" in ('proposed','reviewed','active','ended','refused')),
	CONSTRAINT "quality_calibration_since" CHECK (("quality_calibration"."state" in ('active','ended')) = ("quality_calibration"."since" is not null))
);
--> statement-breakpoint
ALTER TABLE "quality_calibration" ADD CONSTRAINT "quality_calibration_proposer_thing_id_fk" FOREIGN KEY ("proposer") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_calibration" ADD CONSTRAINT "quality_calibration_reviewer_thing_id_fk" FOREIGN KEY ("reviewer") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "quality_calibration_number" ON "quality_calibration" USING btree ("station","sensor","number");--> statement-breakpoint
CREATE UNIQUE INDEX "quality_calibration_active" ON "quality_calibration" USING btree ("station","sensor","quantity") WHERE "quality_calibration"."state" = 'active';--> statement-breakpoint
CREATE INDEX "quality_calibration_state" ON "quality_calibration" USING btree ("state","proposed");--> statement-breakpoint
CREATE INDEX "quality_calibration_proposer" ON "quality_calibration" USING btree ("proposer");--> statement-breakpoint
CREATE INDEX "quality_calibration_reviewer" ON "quality_calibration" USING btree ("reviewer");