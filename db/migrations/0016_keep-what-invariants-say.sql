CREATE TABLE "invariant_check" (
	"name" text PRIMARY KEY NOT NULL,
	"checked_at" timestamp with time zone,
	"broken" integer DEFAULT 0 NOT NULL,
	"rows" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"broken_since" timestamp with time zone,
	"last_broken_at" timestamp with time zone,
	"failed_at" timestamp with time zone
);
