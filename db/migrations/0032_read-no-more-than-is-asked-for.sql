DROP INDEX "variant_sku";--> statement-breakpoint
DROP INDEX "variant_sku_upper";--> statement-breakpoint
DROP INDEX "variant_barcode";--> statement-breakpoint
DROP INDEX "product_category";--> statement-breakpoint
DROP INDEX "fulfilment_to_do";--> statement-breakpoint
ALTER TABLE "invariant_check" ADD COLUMN "took_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "shopper_merged_into" ON "shopper" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "customer_order_number" ON "customer_order" USING btree ("number");--> statement-breakpoint
CREATE INDEX "goods_return_line_order_line" ON "goods_return_line" USING btree ("order_line_id");--> statement-breakpoint
CREATE INDEX "sync_scope_merged_into" ON "sync_scope" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "product_category" ON "product" USING btree ("category_id","number") WHERE active;--> statement-breakpoint
CREATE INDEX "fulfilment_to_do" ON "fulfilment" USING btree ("store_id") WHERE kind = 'delivery' and status in ('open','packed','sent');--> statement-breakpoint
-- As one expression, which an index computes in place: a call for each row of an import takes longer than writing it.
create or replace function code_key(code text) returns text language sql immutable parallel safe as $$
  select regexp_replace(upper(regexp_replace(normalize(code, NFKD), '[^[:alnum:]]', '', 'g')), '^0+(?=[0-9]+$)', '')
$$;
