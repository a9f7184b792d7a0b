ALTER TABLE "cart_line" ADD COLUMN "by" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "cart_line" ADD COLUMN "client_id" uuid;--> statement-breakpoint
ALTER TABLE "cart_line" ADD COLUMN "born_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cart_line" ADD COLUMN "born_client_id" uuid;--> statement-breakpoint
ALTER TABLE "favourite" ADD COLUMN "client_id" uuid;--> statement-breakpoint
ALTER TABLE "favourite" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sync_scope" ADD COLUMN "merged_version" bigint;--> statement-breakpoint
CREATE INDEX "cart_line_deleted" ON "cart_line" USING btree ("deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "favourite_deleted" ON "favourite" USING btree ("deleted_at") WHERE deleted_at is not null;