ALTER TABLE "thing" ALTER COLUMN "status" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "thing" ALTER COLUMN "visibility" DROP DEFAULT;