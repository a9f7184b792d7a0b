CREATE TABLE "notice" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"state" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "fitting" ADD COLUMN "hanging_by" uuid;--> statement-breakpoint
ALTER TABLE "pickup" ADD COLUMN "locale" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_once" ON "notice" USING btree ("subject_id","kind");--> statement-breakpoint
ALTER TABLE "fitting" ADD CONSTRAINT "fitting_hanging_by_staff_id_fk" FOREIGN KEY ("hanging_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
UPDATE "pickup" p SET "locale" = coalesce(
  (SELECT o."locale" FROM "customer_order" o WHERE o."id" = p."order_id"),
  (SELECT s."locale" FROM "shopper" s WHERE s."id" = p."shopper_id" AND s."locale" IN ('en', 'ru', 'az')),
  'en');
