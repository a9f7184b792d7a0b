-- The backstop behind the advisory lock in fittings/commands: never two bookings on one room and time.
alter table fitting add constraint fitting_no_overlap
  exclude using gist (room_id with =, during with &&) where (status in ('booked', 'checked_in', 'done'));
