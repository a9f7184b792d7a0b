-- Names only: no row is read or written, and the locks are held for a moment.
ALTER TABLE "hand_over_tries" RENAME TO "handover_attempt";
--> statement-breakpoint
ALTER TABLE "fitting_wait" RENAME TO "fitting_waitlist_entry";
--> statement-breakpoint
ALTER TABLE "client_grant" RENAME TO "assistance_grant";
--> statement-breakpoint
ALTER TABLE "room_request" RENAME TO "item_request";
--> statement-breakpoint
ALTER TABLE "cash_shift" RENAME TO "register_session";
--> statement-breakpoint
ALTER TABLE "payment" RENAME COLUMN "cash_shift_id" TO "register_session_id";
--> statement-breakpoint
ALTER TABLE "refund" RENAME COLUMN "cash_shift_id" TO "register_session_id";
--> statement-breakpoint
ALTER TABLE "cash_movement" RENAME COLUMN "shift_id" TO "register_session_id";
--> statement-breakpoint
ALTER TABLE "cash_movement" RENAME CONSTRAINT "cash_movement_shift_currency" TO "cash_movement_session_currency";
--> statement-breakpoint
ALTER INDEX "cash_movement_shift" RENAME TO "cash_movement_session";
--> statement-breakpoint
-- Their constraints and indexes follow; a constraint's index is renamed with it.
do $$
declare
  renamed record;
  entry record;
begin
  for renamed in
    select * from (values ('hand_over_tries', 'handover_attempt'), ('fitting_wait', 'fitting_waitlist_entry'),
      ('client_grant', 'assistance_grant'), ('room_request', 'item_request'), ('cash_shift', 'register_session'))
      as names(old, new)
  loop
    for entry in
      select conname as name from pg_constraint
      where conrelid = renamed.new::regclass and starts_with(conname, renamed.old || '_')
    loop
      execute format('alter table %I rename constraint %I to %I', renamed.new, entry.name,
        renamed.new || substr(entry.name, length(renamed.old) + 1));
    end loop;
    for entry in
      select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = renamed.new::regclass and starts_with(c.relname, renamed.old || '_')
    loop
      execute format('alter index %I rename to %I', entry.name,
        renamed.new || substr(entry.name, length(renamed.old) + 1));
    end loop;
  end loop;
end $$;
