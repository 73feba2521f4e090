CREATE TABLE "attempt_count" (
	"key" text PRIMARY KEY NOT NULL,
	"made" integer NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "attempt_count_until" ON "attempt_count" USING btree ("until");