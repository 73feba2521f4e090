CREATE TABLE "quality_annotation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station" text NOT NULL,
	"sensor" text,
	"quantity" text,
	"kind" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"note" text,
	"author" uuid,
	"by" text NOT NULL,
	"created" timestamp (3) with time zone NOT NULL,
	"withdrawn" timestamp (3) with time zone,
	CONSTRAINT "quality_annotation_ends" CHECK ("quality_annotation"."until" > "quality_annotation"."from"),
	CONSTRAINT "quality_annotation_kinds" CHECK ("quality_annotation"."kind" in ('bonfire','works','cleaning','maintenance','moved','traffic','event','fault','other')),
	CONSTRAINT "quality_annotation_parts" CHECK ("quality_annotation"."by" in ('host','steward'))
);
--> statement-breakpoint
ALTER TABLE "quality_annotation" ADD CONSTRAINT "quality_annotation_author_thing_id_fk" FOREIGN KEY ("author") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quality_annotation_station" ON "quality_annotation" USING btree ("station","from");--> statement-breakpoint
CREATE INDEX "quality_annotation_author" ON "quality_annotation" USING btree ("author");