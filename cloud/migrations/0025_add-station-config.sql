CREATE TABLE "station_config" (
	"station" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"set" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "station_config" ADD CONSTRAINT "station_config_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;