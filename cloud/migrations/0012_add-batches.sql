CREATE TABLE "prepared_station" (
	"station" uuid PRIMARY KEY NOT NULL,
	"batch" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "station_batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organisation" uuid NOT NULL,
	"title" text NOT NULL,
	"prepared_by" uuid,
	"created" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "prepared_station" ADD CONSTRAINT "prepared_station_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepared_station" ADD CONSTRAINT "prepared_station_batch_station_batch_id_fk" FOREIGN KEY ("batch") REFERENCES "public"."station_batch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_batch" ADD CONSTRAINT "station_batch_organisation_organisation_id_fk" FOREIGN KEY ("organisation") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_batch" ADD CONSTRAINT "station_batch_prepared_by_person_id_fk" FOREIGN KEY ("prepared_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "prepared_station_batch" ON "prepared_station" USING btree ("batch");--> statement-breakpoint
CREATE INDEX "station_batch_organisation" ON "station_batch" USING btree ("organisation","created");