ALTER TABLE "mandate" ADD COLUMN "scope_kind" text DEFAULT 'platform' NOT NULL;--> statement-breakpoint
ALTER TABLE "mandate" ADD COLUMN "scope" uuid;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "fifteen_on" date;--> statement-breakpoint
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_scope_thing_id_fk" FOREIGN KEY ("scope") REFERENCES "public"."thing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_scopes" CHECK (("mandate"."scope_kind" = 'platform') = ("mandate"."scope" is null));