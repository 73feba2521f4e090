ALTER TABLE "alert_profile" ADD COLUMN "channel" text DEFAULT 'mail' NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_transition" ADD COLUMN "forecast" jsonb;--> statement-breakpoint
ALTER TABLE "alert_profile" ADD CONSTRAINT "alert_profile_channels" CHECK ("alert_profile"."channel" in ('mail','sms'));