DROP INDEX "outbox_message_waiting";--> statement-breakpoint
ALTER TABLE "outbox_message" ADD COLUMN "bulk" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "outbox_message_waiting" ON "outbox_message" USING btree ("kind","bulk","next") WHERE "outbox_message"."state" = 'waiting';