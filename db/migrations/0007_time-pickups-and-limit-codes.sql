CREATE TABLE "hand_over_tries" (
	"store_device_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pickup" ADD COLUMN "picking_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "pickup" ADD COLUMN "ready_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "pickup" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "pickup_due" ON "pickup" USING btree ("expires_at") WHERE status in ('reserved','picking','ready');