CREATE TABLE "media" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"type" text NOT NULL,
	"full_sha256" text NOT NULL,
	"small_sha256" text,
	"width" integer,
	"height" integer,
	"bytes" integer NOT NULL,
	"alt" text NOT NULL,
	"author" text NOT NULL,
	"of" uuid,
	CONSTRAINT "media_purpose" CHECK ("media"."purpose" in ('content', 'mandate')),
	CONSTRAINT "media_type" CHECK ("media"."type" in ('image/webp', 'application/pdf'))
);
--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_id_thing_id_fk" FOREIGN KEY ("id") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_of_thing_id_fk" FOREIGN KEY ("of") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "media_full" ON "media" USING btree ("full_sha256");--> statement-breakpoint
CREATE INDEX "media_small" ON "media" USING btree ("small_sha256");--> statement-breakpoint
CREATE INDEX "media_of" ON "media" USING btree ("of");