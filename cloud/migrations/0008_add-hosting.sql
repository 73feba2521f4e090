CREATE TABLE "claim_attempt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person" uuid,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hand_over" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" uuid NOT NULL,
	"from" uuid,
	"to" uuid NOT NULL,
	"offered" timestamp (3) with time zone NOT NULL,
	"expires" timestamp (3) with time zone NOT NULL,
	"agreed" timestamp (3) with time zone,
	"ended" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "label_code" (
	"station" uuid PRIMARY KEY NOT NULL,
	"code_hash" text NOT NULL,
	"word_hash" text NOT NULL,
	"created" timestamp (3) with time zone NOT NULL,
	"used" timestamp (3) with time zone,
	"vouched_by" uuid
);
--> statement-breakpoint
CREATE TABLE "station" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"host" uuid,
	"model" text,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "station_states" CHECK ("station"."state" in ('waiting','registered','claimed','maintenance','retired'))
);
--> statement-breakpoint
CREATE TABLE "station_credential" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"revoked" timestamp (3) with time zone,
	CONSTRAINT "station_credential_kinds" CHECK ("station_credential"."kind" in ('station','gateway'))
);
--> statement-breakpoint
CREATE TABLE "station_relay" (
	"gateway" text NOT NULL,
	"station" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "station_relay_gateway_station_pk" PRIMARY KEY("gateway","station")
);
--> statement-breakpoint
ALTER TABLE "claim_attempt" ADD CONSTRAINT "claim_attempt_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_from_person_id_fk" FOREIGN KEY ("from") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_to_person_id_fk" FOREIGN KEY ("to") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label_code" ADD CONSTRAINT "label_code_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label_code" ADD CONSTRAINT "label_code_vouched_by_person_id_fk" FOREIGN KEY ("vouched_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station" ADD CONSTRAINT "station_id_thing_id_fk" FOREIGN KEY ("id") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station" ADD CONSTRAINT "station_host_person_id_fk" FOREIGN KEY ("host") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_relay" ADD CONSTRAINT "station_relay_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_attempt_at" ON "claim_attempt" USING btree ("at");--> statement-breakpoint
CREATE INDEX "claim_attempt_person" ON "claim_attempt" USING btree ("person");--> statement-breakpoint
CREATE INDEX "hand_over_station" ON "hand_over" USING btree ("station");--> statement-breakpoint
CREATE INDEX "hand_over_to" ON "hand_over" USING btree ("to");--> statement-breakpoint
CREATE UNIQUE INDEX "label_code_hash" ON "label_code" USING btree ("code_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "station_name" ON "station" USING btree ("name");--> statement-breakpoint
CREATE INDEX "station_host" ON "station" USING btree ("host");--> statement-breakpoint
CREATE INDEX "station_state" ON "station" USING btree ("state","since");--> statement-breakpoint
CREATE UNIQUE INDEX "station_credential_once" ON "station_credential" USING btree ("kind","name","hash");