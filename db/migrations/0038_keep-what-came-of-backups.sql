CREATE TABLE "backup_state" (
	"kind" text PRIMARY KEY NOT NULL,
	"point" timestamp with time zone,
	"tried_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"failure" text
);
