CREATE TABLE "cart_line" (
	"scope_id" uuid NOT NULL,
	"line_key" text NOT NULL,
	"variant_id" uuid NOT NULL,
	"fulfilment" text NOT NULL,
	"store_id" uuid,
	"quantity" integer NOT NULL,
	"actor" text DEFAULT '' NOT NULL,
	"price_seen_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"deleted_at" timestamp with time zone,
	"version" bigint NOT NULL,
	CONSTRAINT "cart_line_scope_id_line_key_pk" PRIMARY KEY("scope_id","line_key"),
	CONSTRAINT "cart_line_quantity" CHECK (quantity between 0 and 99)
);
--> statement-breakpoint
CREATE TABLE "category" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"parent_id" uuid,
	"name" jsonb NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "category_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "colour" (
	"key" text PRIMARY KEY NOT NULL,
	"name" jsonb NOT NULL,
	"hex" text
);
--> statement-breakpoint
CREATE TABLE "product" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle" text NOT NULL,
	"title" jsonb NOT NULL,
	"description" jsonb NOT NULL,
	"vendor" text DEFAULT '' NOT NULL,
	"product_type" text DEFAULT '' NOT NULL,
	"category_id" uuid,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"option_names" text[] DEFAULT '{}' NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"search_vector" "tsvector" DEFAULT '' NOT NULL,
	"import_hash" text,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "product_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "product_image" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"product_id" uuid NOT NULL,
	"colour_key" text,
	"position" integer DEFAULT 0 NOT NULL,
	"src" text NOT NULL,
	"widths" integer[] NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"blur" text DEFAULT '' NOT NULL,
	"alt" jsonb NOT NULL,
	"source_hash" text
);
--> statement-breakpoint
CREATE TABLE "variant" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"product_id" uuid NOT NULL,
	"sku" text,
	"barcode" text,
	"option1" text DEFAULT '' NOT NULL,
	"option2" text DEFAULT '' NOT NULL,
	"option3" text DEFAULT '' NOT NULL,
	"size" text,
	"colour_key" text,
	"price_minor" integer NOT NULL,
	"compare_at_minor" integer,
	"currency" char(3) NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "variant_options" UNIQUE("product_id","option1","option2","option3"),
	CONSTRAINT "variant_price" CHECK (price_minor >= 0)
);
--> statement-breakpoint
CREATE TABLE "favourite" (
	"scope_id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"present" boolean NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "favourite_scope_id_product_id_pk" PRIMARY KEY("scope_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "fitting" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"store_id" uuid NOT NULL,
	"room_id" uuid NOT NULL,
	"shopper_id" uuid NOT NULL,
	"during" "tstzrange" NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"status" text DEFAULT 'booked' NOT NULL,
	"contact_name" text NOT NULL,
	"contact" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fitting_item" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"fitting_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"status" text DEFAULT 'wanted' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "room_request" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"fitting_id" uuid NOT NULL,
	"store_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"status" text DEFAULT 'asked' NOT NULL,
	"claimed_by" uuid,
	"asked_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"brought_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "admin_invitation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"secret_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "admin_invitation_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"store_device_id" uuid,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_grant" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"store_id" uuid NOT NULL,
	"store_device_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "device_enrolment" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"store_id" uuid NOT NULL,
	"name" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_by" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "device_enrolment_codeHash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "device_invitation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"secret_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "device_invitation_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "help_code" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"code_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "one_time_code" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"address" "citext" NOT NULL,
	"code_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "shopper" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"email" "citext",
	"phone" text,
	"name" text DEFAULT '' NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"merged_into" uuid,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shopper_device" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"guest_id" uuid,
	"access" text DEFAULT 'full' NOT NULL,
	"secret_hash" text,
	"kind" text DEFAULT 'laptop' NOT NULL,
	"label" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "shopper_device_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"email" "citext" NOT NULL,
	"role" text NOT NULL,
	"store_id" uuid,
	"pin_hash" text,
	"pin_tries" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "staff_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "staff_session" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"surface" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"store_device_id" uuid,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"last_active_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "staff_session_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "store_device" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"store_id" uuid NOT NULL,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "store_device_secretHash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "stock_hold" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"variant_id" uuid NOT NULL,
	"store_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"owner_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"reference_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "stock_hold_quantity" CHECK (quantity > 0)
);
--> statement-breakpoint
CREATE TABLE "stock_level" (
	"variant_id" uuid NOT NULL,
	"store_id" uuid NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "stock_level_variant_id_store_id_pk" PRIMARY KEY("variant_id","store_id"),
	CONSTRAINT "stock_level_reserved" CHECK (reserved >= 0 and reserved <= on_hand)
);
--> statement-breakpoint
CREATE TABLE "stock_movement" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"variant_id" uuid NOT NULL,
	"store_id" uuid NOT NULL,
	"delta" integer NOT NULL,
	"reason" text NOT NULL,
	"reference_id" text,
	"actor_id" uuid,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pickup" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "pickup_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 4801 CACHE 1),
	"code" text NOT NULL,
	"store_id" uuid NOT NULL,
	"shopper_id" uuid NOT NULL,
	"status" text NOT NULL,
	"contact_name" text NOT NULL,
	"contact" text NOT NULL,
	"promised_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"extended_at" timestamp with time zone,
	"claimed_by" uuid,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pickup_line" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"pickup_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"price_minor" integer NOT NULL,
	"currency" text NOT NULL,
	"status" text DEFAULT 'reserved' NOT NULL,
	CONSTRAINT "pickup_line_quantity" CHECK (quantity > 0)
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"args_sha256" text NOT NULL,
	"result" jsonb,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "idempotency_key_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "local_mail" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fitting_room" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"store_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "fitting_room_storeId_name_unique" UNIQUE("store_id","name")
);
--> statement-breakpoint
CREATE TABLE "store" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"address" text NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"time_zone" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"weekly_hours" jsonb NOT NULL,
	"holidays" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"pickup_minutes" integer DEFAULT 60 NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "store_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "sync_change" (
	"scope_id" uuid NOT NULL,
	"version" bigint NOT NULL,
	"seq" integer NOT NULL,
	"client_id" uuid,
	"mid" bigint,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"row" jsonb,
	"by" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "sync_change_scope_id_version_seq_pk" PRIMARY KEY("scope_id","version","seq")
);
--> statement-breakpoint
CREATE TABLE "sync_client" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"last_mid" bigint DEFAULT 0 NOT NULL,
	"schema_v" integer DEFAULT 1 NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sync_receipt" (
	"client_id" uuid NOT NULL,
	"mid" bigint NOT NULL,
	"scope_id" uuid NOT NULL,
	"name" text NOT NULL,
	"args_sha256" text NOT NULL,
	"outcome" text NOT NULL,
	"result" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	CONSTRAINT "sync_receipt_client_id_mid_pk" PRIMARY KEY("client_id","mid")
);
--> statement-breakpoint
CREATE TABLE "sync_scope" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	"min_version" bigint DEFAULT 0 NOT NULL,
	"epoch" uuid DEFAULT gen_random_uuid() NOT NULL,
	"merged_into" uuid
);
--> statement-breakpoint
ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_category_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."category"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product" ADD CONSTRAINT "product_category_id_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."category"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_image" ADD CONSTRAINT "product_image_product_id_product_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."product"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variant" ADD CONSTRAINT "variant_product_id_product_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."product"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variant" ADD CONSTRAINT "variant_colour_key_colour_key_fk" FOREIGN KEY ("colour_key") REFERENCES "public"."colour"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting" ADD CONSTRAINT "fitting_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting" ADD CONSTRAINT "fitting_room_id_fitting_room_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."fitting_room"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting_item" ADD CONSTRAINT "fitting_item_fitting_id_fitting_id_fk" FOREIGN KEY ("fitting_id") REFERENCES "public"."fitting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting_item" ADD CONSTRAINT "fitting_item_variant_id_variant_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_request" ADD CONSTRAINT "room_request_fitting_id_fitting_id_fk" FOREIGN KEY ("fitting_id") REFERENCES "public"."fitting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_request" ADD CONSTRAINT "room_request_variant_id_variant_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_request" ADD CONSTRAINT "room_request_claimed_by_staff_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_grant" ADD CONSTRAINT "client_grant_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_grant" ADD CONSTRAINT "client_grant_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_grant" ADD CONSTRAINT "client_grant_store_device_id_store_device_id_fk" FOREIGN KEY ("store_device_id") REFERENCES "public"."store_device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_grant" ADD CONSTRAINT "client_grant_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_enrolment" ADD CONSTRAINT "device_enrolment_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_enrolment" ADD CONSTRAINT "device_enrolment_created_by_staff_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_invitation" ADD CONSTRAINT "device_invitation_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_code" ADD CONSTRAINT "help_code_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper" ADD CONSTRAINT "shopper_merged_into_shopper_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_device" ADD CONSTRAINT "shopper_device_shopper_id_shopper_id_fk" FOREIGN KEY ("shopper_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_device" ADD CONSTRAINT "shopper_device_guest_id_shopper_id_fk" FOREIGN KEY ("guest_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_store_device_id_store_device_id_fk" FOREIGN KEY ("store_device_id") REFERENCES "public"."store_device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_device" ADD CONSTRAINT "store_device_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_variant_id_variant_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pickup" ADD CONSTRAINT "pickup_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pickup" ADD CONSTRAINT "pickup_claimed_by_staff_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pickup_line" ADD CONSTRAINT "pickup_line_pickup_id_pickup_id_fk" FOREIGN KEY ("pickup_id") REFERENCES "public"."pickup"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pickup_line" ADD CONSTRAINT "pickup_line_variant_id_variant_id_fk" FOREIGN KEY ("variant_id") REFERENCES "public"."variant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fitting_room" ADD CONSTRAINT "fitting_room_store_id_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "product_category" ON "product" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "product_search_text" ON "product" USING gin (search_text gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "product_search_vector" ON "product" USING gin ("search_vector");--> statement-breakpoint
CREATE INDEX "product_image_product" ON "product_image" USING btree ("product_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "variant_sku" ON "variant" USING btree ("sku") WHERE sku is not null;--> statement-breakpoint
CREATE INDEX "variant_barcode" ON "variant" USING btree ("barcode");--> statement-breakpoint
CREATE INDEX "fitting_store_day" ON "fitting" USING btree ("store_id","starts_at");--> statement-breakpoint
CREATE INDEX "fitting_shopper" ON "fitting" USING btree ("shopper_id");--> statement-breakpoint
CREATE INDEX "fitting_item_fitting" ON "fitting_item" USING btree ("fitting_id");--> statement-breakpoint
CREATE INDEX "room_request_open" ON "room_request" USING btree ("store_id") WHERE status in ('asked','claimed');--> statement-breakpoint
CREATE INDEX "audit_entry_subject" ON "audit_entry" USING btree ("subject_kind","subject_id","at");--> statement-breakpoint
CREATE INDEX "client_grant_device" ON "client_grant" USING btree ("store_device_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "one_time_code_address" ON "one_time_code" USING btree ("address","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "shopper_email" ON "shopper" USING btree ("email") WHERE kind = 'account';--> statement-breakpoint
CREATE INDEX "shopper_device_shopper" ON "shopper_device" USING btree ("shopper_id");--> statement-breakpoint
CREATE INDEX "stock_hold_open" ON "stock_hold" USING btree ("expires_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "stock_hold_reference" ON "stock_hold" USING btree ("reference_id");--> statement-breakpoint
CREATE INDEX "stock_level_available" ON "stock_level" USING btree ("store_id","variant_id") WHERE on_hand > reserved;--> statement-breakpoint
CREATE INDEX "stock_movement_item" ON "stock_movement" USING btree ("variant_id","store_id");--> statement-breakpoint
CREATE INDEX "pickup_shopper" ON "pickup" USING btree ("shopper_id");--> statement-breakpoint
CREATE INDEX "pickup_open" ON "pickup" USING btree ("store_id","promised_at") WHERE status in ('requested','reserved','picking','ready');--> statement-breakpoint
CREATE UNIQUE INDEX "pickup_code_open" ON "pickup" USING btree ("store_id","code") WHERE status in ('requested','reserved','picking','ready');--> statement-breakpoint
CREATE INDEX "pickup_line_pickup" ON "pickup_line" USING btree ("pickup_id");--> statement-breakpoint
CREATE INDEX "sync_change_at" ON "sync_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sync_client_owner" ON "sync_client" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "sync_receipt_at" ON "sync_receipt" USING btree ("at");