CREATE TABLE "sensor_replacement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" uuid NOT NULL,
	"sensor" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"successor" text,
	"recorded" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sensor_replacement_reasons" CHECK ("sensor_replacement"."reason" in ('broken','worn','better','other'))
);
--> statement-breakpoint
ALTER TABLE "sensor_replacement" ADD CONSTRAINT "sensor_replacement_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sensor_replacement_once" ON "sensor_replacement" USING btree ("station","sensor","at");