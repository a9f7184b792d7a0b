DROP INDEX "fitting_item_fitting";--> statement-breakpoint
ALTER TABLE "fitting" ALTER COLUMN "shopper_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "fitting" ADD COLUMN "sequence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "fitting_item" ADD CONSTRAINT "fitting_item_variant" UNIQUE("fitting_id","variant_id");