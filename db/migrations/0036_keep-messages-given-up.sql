ALTER TABLE "outgoing_message" ALTER COLUMN "expires_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "outgoing_message" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "outgoing_message" ADD COLUMN "given_up_at" timestamp with time zone;