ALTER TABLE "place" ADD COLUMN "photo_public" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- Who showed the exact place showed its picture with it.
UPDATE "place" SET "photo_public" = "is_exact" WHERE "photo" IS NOT NULL;
--> statement-breakpoint
-- Pictures that hosts took off stayed as they were: they are drafts again, which are removed after a week.
UPDATE "thing" SET "status" = 'draft', "visibility" = 'private' FROM "media", "station"
	WHERE "thing"."id" = "media"."id" AND "media"."of" = "station"."id"
	AND NOT EXISTS (SELECT FROM "place" WHERE "place"."photo" = "thing"."id");
--> statement-breakpoint
UPDATE "media" SET "of" = NULL FROM "station"
	WHERE "media"."of" = "station"."id" AND NOT EXISTS (SELECT FROM "place" WHERE "place"."photo" = "media"."id");
