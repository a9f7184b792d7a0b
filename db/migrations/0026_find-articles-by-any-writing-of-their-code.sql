-- Letters and digits alone, in capitals, a number without leading zeros: under one key stands whatever may be one code.
create function code_key(code text) returns text language sql immutable parallel safe as $$
  select case when k ~ '^[0-9]+$' then coalesce(nullif(ltrim(k, '0'), ''), '0') else k end
  from (select upper(regexp_replace(normalize(code, NFKD), '[^[:alnum:]]', '', 'g')) as k) as bare
$$;--> statement-breakpoint
CREATE INDEX "variant_sku_key" ON "variant" USING btree (code_key(sku));--> statement-breakpoint
CREATE INDEX "variant_barcode_key" ON "variant" USING btree (code_key(barcode));