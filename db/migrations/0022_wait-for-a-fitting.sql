CREATE TABLE "fitting_wait" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"store_id" uuid NOT NULL,
	"shopper_id" uuid NOT NULL,
	"date" date NOT NULL,
	"slots" integer NOT NULL,
	"part" text NOT NULL,
	"variant_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"contact_name" text NOT NULL,
	"contact" text NOT NULL,
	"locale" text NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"fitting_id" uuid,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"joined_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "fitting_wait" ADD CONSTRAINT "fitting_wait_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting_wait" ADD CONSTRAINT "fitting_wait_fitting_id_fitting_id_fk" FOREIGN KEY ("fitting_id") REFERENCES "public"."fitting"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fitting_wait_line" ON "fitting_wait" USING btree ("store_id","date","joined_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "fitting_wait_shopper" ON "fitting_wait" USING btree ("shopper_id");--> statement-breakpoint
CREATE UNIQUE INDEX "fitting_wait_once" ON "fitting_wait" USING btree ("shopper_id","store_id","date") WHERE status in ('waiting','offered');--> statement-breakpoint
CREATE UNIQUE INDEX "fitting_wait_one_offer" ON "fitting_wait" USING btree ("shopper_id") WHERE status = 'offered';--> statement-breakpoint
-- A time that is kept for somebody on the waiting list excludes others as an appointment does.
alter table fitting drop constraint fitting_no_overlap;--> statement-breakpoint
alter table fitting add constraint fitting_no_overlap
  exclude using gist (room_id with =, during with &&) where (status in ('offered', 'booked', 'checked_in', 'done'));
