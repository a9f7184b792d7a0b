CREATE INDEX "shopper_device_guest" ON "shopper_device" USING btree ("guest_id") WHERE guest_id is not null;--> statement-breakpoint
CREATE INDEX "stock_hold_owner" ON "stock_hold" USING btree ("owner_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "payment_intent_ref" ON "payment" USING btree ("intent_ref");