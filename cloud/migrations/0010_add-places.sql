CREATE TABLE "group_day" (
	"group" uuid NOT NULL,
	"day" date NOT NULL,
	"exposure" text NOT NULL,
	"quantity" text NOT NULL,
	"homes" integer NOT NULL,
	"mean" double precision NOT NULL,
	"made" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_day_group_day_exposure_quantity_pk" PRIMARY KEY("group","day","exposure","quantity"),
	CONSTRAINT "group_day_homes" CHECK ("group_day"."homes" >= 3)
);
--> statement-breakpoint
CREATE TABLE "group_station" (
	"id" uuid PRIMARY KEY NOT NULL,
	"group" uuid NOT NULL,
	"station" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "place" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" uuid NOT NULL,
	"host" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"grid" text NOT NULL,
	"row" integer NOT NULL,
	"column" integer NOT NULL,
	"lat" double precision NOT NULL,
	"lon" double precision NOT NULL,
	"is_exact" boolean NOT NULL,
	"territory" uuid,
	"exposure" text NOT NULL,
	"siting" text,
	"connectivity" text,
	"photo" uuid,
	CONSTRAINT "place_ends" CHECK ("place"."until" > "place"."since"),
	CONSTRAINT "place_exposures" CHECK ("place"."exposure" in ('outdoor','indoor'))
);
--> statement-breakpoint
CREATE TABLE "place_exact" (
	"place" uuid PRIMARY KEY NOT NULL,
	"host" uuid NOT NULL,
	"lat" double precision NOT NULL,
	"lon" double precision NOT NULL,
	"height" real
);
--> statement-breakpoint
CREATE TABLE "station_group" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"zone" text NOT NULL,
	"lat" double precision,
	"lon" double precision,
	"code_hash" text NOT NULL,
	"done_until" date NOT NULL,
	CONSTRAINT "station_group_kinds" CHECK ("station_group"."kind" in ('street','class','workshop','other'))
);
--> statement-breakpoint
CREATE TABLE "station_share" (
	"station" uuid PRIMARY KEY NOT NULL,
	"group" uuid,
	"terms" text,
	"agreed" timestamp (3) with time zone,
	"host" uuid,
	"past" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "group_day" ADD CONSTRAINT "group_day_group_station_group_id_fk" FOREIGN KEY ("group") REFERENCES "public"."station_group"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_station" ADD CONSTRAINT "group_station_group_station_group_id_fk" FOREIGN KEY ("group") REFERENCES "public"."station_group"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_station" ADD CONSTRAINT "group_station_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place" ADD CONSTRAINT "place_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place" ADD CONSTRAINT "place_host_thing_id_fk" FOREIGN KEY ("host") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place" ADD CONSTRAINT "place_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place" ADD CONSTRAINT "place_photo_thing_id_fk" FOREIGN KEY ("photo") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place_exact" ADD CONSTRAINT "place_exact_place_place_id_fk" FOREIGN KEY ("place") REFERENCES "public"."place"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place_exact" ADD CONSTRAINT "place_exact_host_thing_id_fk" FOREIGN KEY ("host") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_group" ADD CONSTRAINT "station_group_id_thing_id_fk" FOREIGN KEY ("id") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_share" ADD CONSTRAINT "station_share_station_station_id_fk" FOREIGN KEY ("station") REFERENCES "public"."station"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_share" ADD CONSTRAINT "station_share_group_station_group_id_fk" FOREIGN KEY ("group") REFERENCES "public"."station_group"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "station_share" ADD CONSTRAINT "station_share_host_thing_id_fk" FOREIGN KEY ("host") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "group_station_group" ON "group_station" USING btree ("group");--> statement-breakpoint
CREATE UNIQUE INDEX "group_station_now" ON "group_station" USING btree ("station") WHERE "group_station"."until" is null;--> statement-breakpoint
CREATE INDEX "place_station" ON "place" USING btree ("station","since");--> statement-breakpoint
CREATE UNIQUE INDEX "place_now" ON "place" USING btree ("station") WHERE "place"."until" is null;--> statement-breakpoint
CREATE INDEX "place_territory" ON "place" USING btree ("territory");--> statement-breakpoint
CREATE UNIQUE INDEX "station_group_code" ON "station_group" USING btree ("code_hash");