ALTER TABLE "hand_over" DROP CONSTRAINT "hand_over_to_person_id_fk";
--> statement-breakpoint
ALTER TABLE "hand_over" ALTER COLUMN "to" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "hand_over" ADD CONSTRAINT "hand_over_to_person_id_fk" FOREIGN KEY ("to") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;