-- An order's parts are named as the lines of a cart: deliver, pickup, in_store.
DROP INDEX "fulfilment_to_do";
--> statement-breakpoint
UPDATE "fulfilment" SET "kind" = CASE "kind" WHEN 'delivery' THEN 'deliver' ELSE 'in_store' END WHERE "kind" IN ('delivery', 'counter');
--> statement-breakpoint
CREATE INDEX "fulfilment_to_do" ON "fulfilment" USING btree ("store_id") WHERE kind = 'deliver' and status in ('open','packed','sent');
