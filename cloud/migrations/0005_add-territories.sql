CREATE TABLE "address_line" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "address_line_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"country" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"name" text NOT NULL,
	"postcode" text NOT NULL,
	"municipality" text NOT NULL,
	"municipality_name" text NOT NULL,
	"words" "tsvector" NOT NULL,
	"size" real NOT NULL,
	"lon" double precision NOT NULL,
	"lat" double precision NOT NULL,
	"numbers" text[] NOT NULL,
	"lons" integer[] NOT NULL,
	"lats" integer[] NOT NULL,
	"is_demonstration" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "address_word" (
	"country" text NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "address_word_country_word_pk" PRIMARY KEY("country","word")
);
--> statement-breakpoint
CREATE TABLE "territory" (
	"id" uuid PRIMARY KEY NOT NULL,
	"country" text NOT NULL,
	"kind" text NOT NULL,
	"code" text NOT NULL,
	"words" text NOT NULL,
	"parents" jsonb NOT NULL,
	"within" uuid[] NOT NULL,
	"rural" boolean,
	"density" text,
	"is_demonstration" boolean DEFAULT false NOT NULL,
	"ended" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "territory_import" (
	"id" uuid PRIMARY KEY NOT NULL,
	"job" uuid,
	"file" text NOT NULL,
	"country" text NOT NULL,
	"kilobytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"allow_removals" boolean DEFAULT false NOT NULL,
	"is_demonstration" boolean DEFAULT false NOT NULL,
	"format" text,
	"outcome" text,
	"refusal" jsonb,
	"counts" jsonb,
	"damages" jsonb,
	"created" timestamp (3) with time zone NOT NULL,
	"ended" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "territory_outline" (
	"territory" uuid PRIMARY KEY NOT NULL,
	"extent" "box" NOT NULL,
	"outline" jsonb NOT NULL,
	"label_lon" double precision NOT NULL,
	"label_lat" double precision NOT NULL
);
--> statement-breakpoint
ALTER TABLE "territory" ADD CONSTRAINT "territory_id_thing_id_fk" FOREIGN KEY ("id") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "territory_outline" ADD CONSTRAINT "territory_outline_territory_territory_id_fk" FOREIGN KEY ("territory") REFERENCES "public"."territory"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "address_line_key" ON "address_line" USING btree ("country","key");--> statement-breakpoint
CREATE INDEX "address_line_scope" ON "address_line" USING btree ("country","scope");--> statement-breakpoint
CREATE INDEX "address_line_municipality" ON "address_line" USING btree ("municipality");--> statement-breakpoint
CREATE INDEX "address_line_words" ON "address_line" USING gin ("words") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "address_line_municipality_words" ON "address_line" USING gin ("words") WITH (fastupdate=false) WHERE "address_line"."kind" = 'municipality';--> statement-breakpoint
CREATE INDEX "address_word_likeness" ON "address_word" USING gin ("word" gin_trgm_ops) WITH (fastupdate=false);--> statement-breakpoint
CREATE UNIQUE INDEX "territory_code" ON "territory" USING btree ("country","kind","code");--> statement-breakpoint
CREATE INDEX "territory_words" ON "territory" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "territory_within" ON "territory" USING gin ("within");--> statement-breakpoint
CREATE INDEX "territory_import_created" ON "territory_import" USING btree ("created");--> statement-breakpoint
CREATE INDEX "territory_outline_extent" ON "territory_outline" USING gist ("extent");