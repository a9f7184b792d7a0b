CREATE TABLE "cart" (
	"scope_id" uuid PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	CONSTRAINT "cart_currency" UNIQUE("scope_id","currency")
);
--> statement-breakpoint
-- A bag keeps the currency of most of its lines. What has to leave it could not be bought with them; it stays as a favourite.
INSERT INTO "cart" (scope_id, currency) SELECT DISTINCT ON (scope_id) scope_id, currency
FROM (SELECT scope_id, currency, count(*) AS lines, min(born_version) AS born FROM cart_line WHERE quantity > 0 GROUP BY 1, 2) held
ORDER BY scope_id, lines DESC, born, currency;
--> statement-breakpoint
WITH moved AS (
  UPDATE cart_line l SET quantity = 0, deleted_at = clock_now(), version = coalesce(s.version, 0) + 1
  FROM cart c LEFT JOIN sync_scope s ON s.id = c.scope_id
  WHERE c.scope_id = l.scope_id AND l.quantity > 0 AND l.currency <> c.currency RETURNING l.scope_id, l.variant_id, l.version
), kept AS (
  INSERT INTO favourite (scope_id, product_id, present, version)
  SELECT DISTINCT m.scope_id, v.product_id, true, m.version FROM moved m JOIN variant v ON v.id = m.variant_id
  ON CONFLICT (scope_id, product_id) DO UPDATE SET present = true, deleted_at = NULL, version = excluded.version
)
-- Another epoch: their devices take a snapshot.
UPDATE sync_scope SET version = version + 1, min_version = version + 1, epoch = gen_random_uuid()
WHERE id IN (SELECT scope_id FROM moved);
--> statement-breakpoint
ALTER TABLE "cart_line" ADD COLUMN "held_currency" text GENERATED ALWAYS AS (case when quantity > 0 then currency end) STORED;
--> statement-breakpoint
ALTER TABLE "goods_return" ADD COLUMN "currency" text;
--> statement-breakpoint
UPDATE goods_return g SET currency = o.currency FROM customer_order o WHERE o.id = g.order_id;
--> statement-breakpoint
ALTER TABLE "goods_return" ALTER COLUMN "currency" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "order_line" ADD COLUMN "currency" text;
--> statement-breakpoint
UPDATE order_line l SET currency = o.currency FROM customer_order o WHERE o.id = l.order_id;
--> statement-breakpoint
ALTER TABLE "order_line" ALTER COLUMN "currency" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "pickup" ADD COLUMN "currency" text;
--> statement-breakpoint
UPDATE pickup p SET currency = coalesce((SELECT o.currency FROM customer_order o WHERE o.id = p.order_id),
  (SELECT l.currency FROM pickup_line l WHERE l.pickup_id = p.id GROUP BY l.currency ORDER BY count(*) DESC, l.currency LIMIT 1),
  (SELECT min(currency)::text FROM variant), 'AZN');
--> statement-breakpoint
ALTER TABLE "pickup" ALTER COLUMN "currency" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "cash_movement" ADD COLUMN "currency" text;
--> statement-breakpoint
UPDATE cash_movement m SET currency = s.currency FROM cash_shift s WHERE s.id = m.shift_id;
--> statement-breakpoint
ALTER TABLE "cash_movement" ALTER COLUMN "currency" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "goods_return" DROP CONSTRAINT "goods_return_order_id_customer_order_id_fk";
--> statement-breakpoint
ALTER TABLE "order_line" DROP CONSTRAINT "order_line_order_id_customer_order_id_fk";
--> statement-breakpoint
ALTER TABLE "pickup" DROP CONSTRAINT "pickup_order_id_customer_order_id_fk";
--> statement-breakpoint
ALTER TABLE "pickup_line" DROP CONSTRAINT "pickup_line_pickup_id_pickup_id_fk";
--> statement-breakpoint
ALTER TABLE "cash_movement" DROP CONSTRAINT "cash_movement_shift_id_cash_shift_id_fk";
--> statement-breakpoint
ALTER TABLE "cash_movement" DROP CONSTRAINT "cash_movement_payment_id_payment_id_fk";
--> statement-breakpoint
ALTER TABLE "cash_movement" DROP CONSTRAINT "cash_movement_refund_id_refund_id_fk";
--> statement-breakpoint
ALTER TABLE "payment" DROP CONSTRAINT "payment_order_id_customer_order_id_fk";
--> statement-breakpoint
ALTER TABLE "refund" DROP CONSTRAINT "refund_payment_id_payment_id_fk";
--> statement-breakpoint
ALTER TABLE "refund" DROP CONSTRAINT "refund_order_id_customer_order_id_fk";
--> statement-breakpoint
ALTER TABLE "customer_order" ADD CONSTRAINT "customer_order_currency" UNIQUE("id","currency");
--> statement-breakpoint
ALTER TABLE "pickup" ADD CONSTRAINT "pickup_currency" UNIQUE("id","currency");
--> statement-breakpoint
ALTER TABLE "cash_shift" ADD CONSTRAINT "cash_shift_currency" UNIQUE("id","currency");
--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_currency" UNIQUE("id","currency");
--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_currency" UNIQUE("id","currency");
--> statement-breakpoint
ALTER TABLE "cart_line" ADD CONSTRAINT "cart_line_currency" FOREIGN KEY ("scope_id","held_currency") REFERENCES "public"."cart"("scope_id","currency") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "goods_return" ADD CONSTRAINT "goods_return_order_currency" FOREIGN KEY ("order_id","currency") REFERENCES "public"."customer_order"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_currency" FOREIGN KEY ("order_id","currency") REFERENCES "public"."customer_order"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pickup" ADD CONSTRAINT "pickup_order_currency" FOREIGN KEY ("order_id","currency") REFERENCES "public"."customer_order"("id","currency") ON DELETE no action ON UPDATE no action NOT VALID;
--> statement-breakpoint
ALTER TABLE "pickup_line" ADD CONSTRAINT "pickup_line_pickup_currency" FOREIGN KEY ("pickup_id","currency") REFERENCES "public"."pickup"("id","currency") ON DELETE no action ON UPDATE no action NOT VALID;
--> statement-breakpoint
ALTER TABLE "cash_movement" ADD CONSTRAINT "cash_movement_shift_currency" FOREIGN KEY ("shift_id","currency") REFERENCES "public"."cash_shift"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "cash_movement" ADD CONSTRAINT "cash_movement_payment_currency" FOREIGN KEY ("payment_id","currency") REFERENCES "public"."payment"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "cash_movement" ADD CONSTRAINT "cash_movement_refund_currency" FOREIGN KEY ("refund_id","currency") REFERENCES "public"."refund"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_currency" FOREIGN KEY ("order_id","currency") REFERENCES "public"."customer_order"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_currency" FOREIGN KEY ("payment_id","currency") REFERENCES "public"."payment"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_currency" FOREIGN KEY ("order_id","currency") REFERENCES "public"."customer_order"("id","currency") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- Reservations of two currencies from before stay as they are, and the invariant names them; there are no new ones.
DO $$ BEGIN
  BEGIN ALTER TABLE "pickup" VALIDATE CONSTRAINT "pickup_order_currency";
  EXCEPTION WHEN foreign_key_violation THEN RAISE WARNING 'pickup holds reservations of two currencies from before'; END;
  BEGIN ALTER TABLE "pickup_line" VALIDATE CONSTRAINT "pickup_line_pickup_currency";
  EXCEPTION WHEN foreign_key_violation THEN RAISE WARNING 'pickup_line holds reservations of two currencies from before'; END;
END $$;
