CREATE TABLE "quality_forecast" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"territory" uuid,
	"station" text,
	"subject" text NOT NULL,
	"day" date NOT NULL,
	"value" double precision NOT NULL,
	"scale" text,
	"issued" timestamp (3) with time zone NOT NULL,
	"imported" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quality_forecast_once" UNIQUE NULLS NOT DISTINCT("source","territory","station","subject","day","issued"),
	CONSTRAINT "quality_forecast_place" CHECK (("quality_forecast"."territory" is null) <> ("quality_forecast"."station" is null)),
	CONSTRAINT "quality_forecast_subjects" CHECK ("quality_forecast"."subject" in ('atmo','eaqi2024','usaqi','pollen','pollen_ambrosia','pollen_alnus','pollen_artemisia','pollen_betula','pollen_carpinus','pollen_castanea','pollen_corylus','pollen_cupressaceae','pollen_fagus','pollen_fraxinus','pollen_olea','pollen_parietaria','pollen_plantago','pollen_platanus','pollen_poaceae','pollen_populus','pollen_quercus','pollen_rumex','pollen_salix','pollen_tilia','pollen_ulmus','pollen_urticaceae')),
	CONSTRAINT "quality_forecast_scales" CHECK ("quality_forecast"."scale" in ('grains','atmo-france','raep','meteoswiss')),
	CONSTRAINT "quality_forecast_scaled" CHECK (("quality_forecast"."scale" is not null) = ("quality_forecast"."subject" like 'pollen%'))
);
--> statement-breakpoint
ALTER TABLE "quality_forecast" ADD CONSTRAINT "quality_forecast_territory_thing_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quality_forecast_day" ON "quality_forecast" USING btree ("day","subject");--> statement-breakpoint
CREATE INDEX "quality_forecast_territory" ON "quality_forecast" USING btree ("territory","day");