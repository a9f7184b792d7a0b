CREATE TABLE "audit_head" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"hash" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_seal" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_seal_entryId_unique" UNIQUE("entry_id")
);
--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "session_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "store_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "approved_by" uuid;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "before" jsonb;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "after" jsonb;--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "audit_entry" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" USING btree ("actor_id","at");
--> statement-breakpoint
insert into audit_head default values;
--> statement-breakpoint
-- Length before value, so that no two entries have one text. `sealText` in server/identity/audit/rules.ts reads the same.
create function audit_part(value text) returns text language sql immutable as $$
  select coalesce(octet_length(value) || ':' || value, '-') $$;
--> statement-breakpoint
create function audit_text(e audit_entry) returns text language sql immutable as $$
  select audit_part(e.id::text) || audit_part((extract(epoch from e.at) * 1000000)::bigint::text)
    || audit_part(e.actor_kind) || audit_part(e.actor_id::text) || audit_part(e.session_id::text)
    || audit_part(e.store_device_id::text) || audit_part(e.store_id::text) || audit_part(e.approved_by::text)
    || audit_part(e.action) || audit_part(e.subject_kind) || audit_part(e.subject_id) || audit_part(e.reason)
    || audit_part(e.before::text) || audit_part(e.after::text) || audit_part(e.details::text) $$;
--> statement-breakpoint
-- Deferred: it takes the chain's one lock at commit, after every other lock, so that nobody waits in a ring or for long.
create function audit_seal_entry() returns trigger language plpgsql as $$
declare head audit_head;
begin
  select * into strict head from audit_head for update;
  head.seq := head.seq + 1;
  head.hash := encode(sha256(convert_to(head.seq || ' ' || head.hash || ' ' || audit_text(new), 'UTF8')), 'hex');
  insert into audit_seal (seq, entry_id, hash) values (head.seq, new.id, head.hash);
  update audit_head set seq = head.seq, hash = head.hash;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger audit_entry_seal after insert on audit_entry deferrable initially deferred
  for each row execute function audit_seal_entry();
--> statement-breakpoint
create function audit_refuse() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'audit_head' and tg_op = 'UPDATE' and pg_trigger_depth() > 1 then return null; end if;
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
  for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_head_moves_by_itself before insert or update or delete or truncate on audit_head
  for each statement execute function audit_refuse();
--> statement-breakpoint
-- What was written before the chain began becomes its beginning, in the order of time.
do $$
declare head audit_head; e audit_entry;
begin
  alter table audit_head disable trigger audit_head_moves_by_itself;
  select * into strict head from audit_head;
  for e in select * from audit_entry order by at, id loop
    head.seq := head.seq + 1;
    head.hash := encode(sha256(convert_to(head.seq || ' ' || head.hash || ' ' || audit_text(e), 'UTF8')), 'hex');
    insert into audit_seal (seq, entry_id, hash) values (head.seq, e.id, head.hash);
  end loop;
  update audit_head set seq = head.seq, hash = head.hash;
  alter table audit_head enable trigger audit_head_moves_by_itself;
end $$;
