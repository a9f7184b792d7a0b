CREATE TABLE "canary_number" (
	"digest" text PRIMARY KEY NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"channel" text NOT NULL,
	"decision" text NOT NULL,
	"text_version" text NOT NULL,
	"locale" text NOT NULL,
	"surface" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "consent_purpose" CHECK (purpose in ('data_processing', 'advertising')),
	CONSTRAINT "consent_decision" CHECK (decision in ('told', 'granted', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "help_request" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid,
	"store_id" uuid NOT NULL,
	"store_device_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'asked' NOT NULL,
	"delivered" boolean DEFAULT false NOT NULL,
	"canary" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "help_request_status" CHECK (status in ('asked', 'accepted', 'declined', 'ended'))
);
--> statement-breakpoint
ALTER TABLE "client_grant" ADD COLUMN "via" text DEFAULT 'card' NOT NULL;--> statement-breakpoint
ALTER TABLE "canary_number" ADD CONSTRAINT "canary_number_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_request" ADD CONSTRAINT "help_request_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_request" ADD CONSTRAINT "help_request_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_request" ADD CONSTRAINT "help_request_store_device_id_store_device_id_fk" FOREIGN KEY ("store_device_id") REFERENCES "public"."store_device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_request" ADD CONSTRAINT "help_request_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consent_shopper" ON "consent" USING btree ("shopper_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_shopper" ON "erasure" USING btree ("shopper_id");--> statement-breakpoint
CREATE INDEX "help_request_staff" ON "help_request" USING btree ("staff_id","created_at");--> statement-breakpoint
CREATE INDEX "help_request_shopper" ON "help_request" USING btree ("shopper_id") WHERE status = 'asked';--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "consent" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
