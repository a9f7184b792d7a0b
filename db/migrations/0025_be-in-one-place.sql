ALTER TABLE "fitting" ADD COLUMN "overlap_allowed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- What was booked twice before this rule stays; the later made one of each two is marked.
update fitting f set overlap_allowed = true where f.status in ('booked', 'checked_in') and exists (
  select from fitting o where o.shopper_id = f.shopper_id and o.status in ('booked', 'checked_in') and o.during && f.during
    and (o.created_at, o.id) < (f.created_at, f.id));--> statement-breakpoint
-- One person is in one place: the backstop behind the lock in fittings/person.
alter table fitting add constraint fitting_one_place
  exclude using gist (shopper_id with =, during with &&) where (status in ('booked', 'checked_in') and not overlap_allowed);
