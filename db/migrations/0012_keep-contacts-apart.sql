CREATE TABLE "outgoing_message" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel" text NOT NULL,
	"sealed" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"next_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shopper_contact" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" "citext" NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"verified_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "shopper_contact_kind" CHECK (kind in ('email', 'phone'))
);
--> statement-breakpoint
CREATE TABLE "shopper_login" (
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"shopper_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "shopper_login_provider_subject_pk" PRIMARY KEY("provider","subject")
);
--> statement-breakpoint
DROP INDEX "shopper_email";--> statement-breakpoint
ALTER TABLE "local_mail" ADD COLUMN "channel" text DEFAULT 'email' NOT NULL;--> statement-breakpoint
ALTER TABLE "shopper_contact" ADD CONSTRAINT "shopper_contact_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_login" ADD CONSTRAINT "shopper_login_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outgoing_message_due" ON "outgoing_message" USING btree ("next_at");--> statement-breakpoint
CREATE UNIQUE INDEX "shopper_contact_value" ON "shopper_contact" USING btree ("kind","value");--> statement-breakpoint
CREATE UNIQUE INDEX "shopper_contact_primary" ON "shopper_contact" USING btree ("shopper_id","kind") WHERE is_primary;--> statement-breakpoint
CREATE INDEX "shopper_contact_shopper" ON "shopper_contact" USING btree ("shopper_id");--> statement-breakpoint
CREATE INDEX "shopper_login_shopper" ON "shopper_login" USING btree ("shopper_id");--> statement-breakpoint
-- An account was found by its e-mail, which a code had proven; a phone number was never asked for.
INSERT INTO "shopper_contact" ("shopper_id", "kind", "value", "is_primary", "verified_at", "created_at")
SELECT "id", 'email', lower(btrim("email"::text)), true, "created_at", "created_at" FROM "shopper" WHERE "kind" = 'account' AND "email" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "shopper" DROP COLUMN "email";--> statement-breakpoint
ALTER TABLE "shopper" DROP COLUMN "phone";