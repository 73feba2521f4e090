ALTER TABLE "media" DROP CONSTRAINT "media_of_thing_id_fk";
--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_of_thing_id_fk" FOREIGN KEY ("of") REFERENCES "public"."thing"("id") ON DELETE set null ON UPDATE no action;