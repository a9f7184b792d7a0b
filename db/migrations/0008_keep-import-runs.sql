CREATE TABLE "import_run" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source" text NOT NULL,
	"staff_id" uuid,
	"file_name" text NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"phase" text DEFAULT 'reading' NOT NULL,
	"rows_done" integer DEFAULT 0 NOT NULL,
	"rows_total" integer DEFAULT 0 NOT NULL,
	"report" jsonb,
	"started_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "import_run_status" CHECK (status in ('running', 'done', 'refused', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "product_image" ADD COLUMN "source_name" text;--> statement-breakpoint
CREATE UNIQUE INDEX "import_run_one_running" ON "import_run" USING btree ("status") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "import_run_history" ON "import_run" USING btree ("started_at");