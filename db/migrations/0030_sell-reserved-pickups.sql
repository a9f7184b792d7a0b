ALTER TABLE "pickup" ADD COLUMN "unbooked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- A hand-over was no sale so far: no order tells of its money.
UPDATE "pickup" SET "unbooked" = true WHERE "status" = 'collected' AND "order_id" IS NULL;--> statement-breakpoint
ALTER TABLE "pickup" ADD CONSTRAINT "pickup_collected_paid" CHECK (status <> 'collected' or order_id is not null or unbooked);