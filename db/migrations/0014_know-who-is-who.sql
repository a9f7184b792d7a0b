CREATE TABLE "identity_edge" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"shopper_id" uuid NOT NULL,
	"change" text NOT NULL,
	"kind" text NOT NULL,
	"target_id" uuid NOT NULL,
	"verified" boolean NOT NULL,
	"source" text NOT NULL,
	"merge_id" uuid
);
--> statement-breakpoint
CREATE TABLE "identity_value" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"value" "citext" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "merge_review" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"holder_id" uuid NOT NULL,
	"claimant_id" uuid NOT NULL,
	"evidence" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" uuid,
	"merge_id" uuid
);
--> statement-breakpoint
CREATE TABLE "shopper_merge" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_now() NOT NULL,
	"from_id" uuid NOT NULL,
	"into_id" uuid NOT NULL,
	"source" text NOT NULL,
	"carried" jsonb NOT NULL,
	"split_at" timestamp with time zone,
	"split_by" uuid
);
--> statement-breakpoint
ALTER TABLE "merge_review" ADD CONSTRAINT "merge_review_holder_id_shopper_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_review" ADD CONSTRAINT "merge_review_claimant_id_shopper_id_fk" FOREIGN KEY ("claimant_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_review" ADD CONSTRAINT "merge_review_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_review" ADD CONSTRAINT "merge_review_merge_id_shopper_merge_id_fk" FOREIGN KEY ("merge_id") REFERENCES "public"."shopper_merge"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_merge" ADD CONSTRAINT "shopper_merge_from_id_shopper_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_merge" ADD CONSTRAINT "shopper_merge_into_id_shopper_id_fk" FOREIGN KEY ("into_id") REFERENCES "public"."shopper"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shopper_merge" ADD CONSTRAINT "shopper_merge_split_by_staff_id_fk" FOREIGN KEY ("split_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identity_edge_shopper" ON "identity_edge" USING btree ("shopper_id","at");--> statement-breakpoint
CREATE INDEX "identity_edge_target" ON "identity_edge" USING btree ("target_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_value_value" ON "identity_value" USING btree ("kind","value");--> statement-breakpoint
CREATE UNIQUE INDEX "merge_review_pair" ON "merge_review" USING btree (least(holder_id, claimant_id),greatest(holder_id, claimant_id)) WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "shopper_merge_open" ON "shopper_merge" USING btree ("from_id") WHERE split_at is null;--> statement-breakpoint
CREATE INDEX "shopper_merge_into" ON "shopper_merge" USING btree ("into_id","at");--> statement-breakpoint
create function identity_edge_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the identity graph is append-only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger identity_edge_append_only before update or delete or truncate on identity_edge
  for each statement execute function identity_edge_refuse();
--> statement-breakpoint
-- Guests that were merged before merges were written down: known as such, with nothing to give back.
insert into shopper_merge (from_id, into_id, source, carried)
  select id, merged_into, 'sign_in',
    '{"lines": [], "favourites": [], "pickups": [], "fittings": [], "devices": [], "contacts": [], "guests": []}'
  from shopper where merged_into is not null;
