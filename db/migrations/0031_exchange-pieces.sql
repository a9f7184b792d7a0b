ALTER TABLE "order_line" ADD COLUMN "instead_of" uuid;--> statement-breakpoint
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_instead_of_order_line_id_fk" FOREIGN KEY ("instead_of") REFERENCES "public"."order_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_line_instead_of" ON "order_line" USING btree ("instead_of") WHERE instead_of is not null;