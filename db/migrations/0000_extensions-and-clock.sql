create extension if not exists citext;
--> statement-breakpoint
create extension if not exists pg_trgm;
--> statement-breakpoint
create extension if not exists btree_gist;
--> statement-breakpoint
-- The one seam over the clock: tests move time by writing this row, nothing else does.
create table clock_offset (only_row boolean primary key default true check (only_row), shift interval not null default '0');
--> statement-breakpoint
insert into clock_offset default values;
--> statement-breakpoint
create function clock_now() returns timestamptz language sql stable as $$ select now() + shift from clock_offset $$;
