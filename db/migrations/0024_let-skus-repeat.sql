DROP INDEX "variant_sku";--> statement-breakpoint
CREATE INDEX "variant_sku_upper" ON "variant" USING btree (upper(sku));--> statement-breakpoint
CREATE INDEX "variant_sku" ON "variant" USING btree ("sku");