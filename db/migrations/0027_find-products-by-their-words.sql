CREATE TABLE "product_word" (
	"word_id" integer NOT NULL,
	"product_number" integer NOT NULL,
	"weight" smallint NOT NULL,
	CONSTRAINT "product_word_word_id_product_number_weight_pk" PRIMARY KEY("word_id","product_number","weight")
);
--> statement-breakpoint
CREATE TABLE "search_word" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_word_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"word" text NOT NULL,
	CONSTRAINT "search_word_word_unique" UNIQUE("word")
);
--> statement-breakpoint
DROP INDEX "product_search_text";--> statement-breakpoint
DROP INDEX "product_search_vector";--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "number" integer NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "product_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "variant" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "stock_level" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "product_word_product" ON "product_word" USING btree ("product_number");--> statement-breakpoint
CREATE INDEX "search_word_trigrams" ON "search_word" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "product_new" ON "product" USING btree ("created_at" DESC NULLS FIRST,"id") WHERE active;--> statement-breakpoint
CREATE INDEX "product_changed_in" ON "product" USING btree ("changed_in");--> statement-breakpoint
CREATE INDEX "variant_changed_in" ON "variant" USING btree ("changed_in");--> statement-breakpoint
CREATE INDEX "stock_level_changed_in" ON "stock_level" USING btree ("changed_in");--> statement-breakpoint
-- The words that products have already been found by; how much each says of its product stands in the vector's weights.
insert into search_word (word)
select distinct left(w, 60) from product, string_to_table(search_text, ' ') w where active and w <> '' order by 1;
--> statement-breakpoint
insert into product_word (word_id, product_number, weight)
select sw.id, p.number, coalesce(case max(l.weight) when 3 then 10 when 2 then 4 end, 2)
from product p
cross join lateral (select distinct left(string_to_table(p.search_text, ' '), 60) as word) w
join search_word sw on sw.word = w.word
left join lateral (
  select u.lexeme, max(array_position('{D,C,B,A}', x) - 1) as weight from unnest(p.search_vector) u, unnest(u.weights) x group by 1
) l on l.lexeme = w.word
where p.active
group by sw.id, p.number;
--> statement-breakpoint
ALTER TABLE "product" DROP COLUMN "search_text";--> statement-breakpoint
ALTER TABLE "product" DROP COLUMN "search_vector";--> statement-breakpoint
ALTER TABLE "product" ADD CONSTRAINT "product_number_unique" UNIQUE("number");
--> statement-breakpoint
create function keep_changed_in() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end $$;
--> statement-breakpoint
create trigger product_changed_in before update on product for each row execute function keep_changed_in();
--> statement-breakpoint
create trigger variant_changed_in before update on variant for each row execute function keep_changed_in();
--> statement-breakpoint
create trigger stock_level_changed_in before update on stock_level for each row execute function keep_changed_in();
