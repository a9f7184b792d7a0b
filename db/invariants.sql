-- What must be true of the data at any time. Each statement returns the rows that break it: `id` and `figures`, no
-- personal data. The process runs all of them each minute (server/health); tests run them after each fault. A statement
-- sees one snapshot, so work in progress breaks nothing. Numbers I1 … are those of the design.

-- I1 stock_on_hand
-- The stock of a store is the sum of its movements.
select coalesce(l.variant_id, m.variant_id) || ' @ ' || coalesce(l.store_id, m.store_id) as id,
  jsonb_build_object('onHand', coalesce(l.on_hand, 0), 'ledger', coalesce(m.pieces, 0)) as figures
from stock_level l
full join (select variant_id, store_id, sum(delta)::int as pieces from stock_movement group by 1, 2) m
  on m.variant_id = l.variant_id and m.store_id = l.store_id
where coalesce(l.on_hand, 0) <> coalesce(m.pieces, 0);

-- I1 stock_reserved_range
-- The reserved quantity is never negative and never above the stock on hand.
select variant_id || ' @ ' || store_id as id, jsonb_build_object('onHand', on_hand, 'reserved', reserved) as figures
from stock_level where reserved < 0 or reserved > on_hand;

-- I1 stock_reserved_holds
-- The reserved quantity is the sum of the open holds.
select coalesce(l.variant_id, h.variant_id) || ' @ ' || coalesce(l.store_id, h.store_id) as id,
  jsonb_build_object('reserved', coalesce(l.reserved, 0), 'held', coalesce(h.pieces, 0)) as figures
from stock_level l
full join (
  select variant_id, store_id, sum(quantity)::int as pieces from stock_hold where ended_at is null group by 1, 2) h
  on h.variant_id = l.variant_id and h.store_id = l.store_id
where coalesce(l.reserved, 0) <> coalesce(h.pieces, 0);

-- I3 hold_ends_once
-- An ended hold was consumed or released, and an open one was neither.
select id::text as id, jsonb_build_object('quantity', quantity, 'endedAt', ended_at, 'outcome', outcome) as figures
from stock_hold
where (ended_at is null) <> (outcome is null) or outcome not in ('consumed', 'released');

-- I3 hold_consumed_left
-- A consumed hold reduced the stock once: by as many as were held for that reason, variant and store.
select h.reference_id || ' / ' || h.variant_id as id,
  jsonb_build_object('held', h.pieces, 'ledger', coalesce(m.pieces, 0)) as figures
from (select reference_id, variant_id, store_id, sum(quantity)::int as pieces from stock_hold
  where outcome = 'consumed' group by 1, 2, 3) h
left join (select reference_id, variant_id, store_id, -sum(delta)::int as pieces from stock_movement
  where reason in ('collected', 'sold', 'correction') group by 1, 2, 3) m
  on m.reference_id = h.reference_id::text and m.variant_id = h.variant_id and m.store_id = h.store_id
where h.pieces <> coalesce(m.pieces, 0);

-- I3 hold_overdue
-- No hold is open a minute past its expiry.
select id::text as id, jsonb_build_object('quantity', quantity, 'expiresAt', expires_at) as figures
from stock_hold where ended_at is null and expires_at < clock_now() - interval '60 seconds';

-- I3 fitting_offer
-- An offered time is kept for exactly one waitlist entry, which names it, and at most a minute past its end.
select coalesce(f.id, w.id)::text as id,
  jsonb_build_object('room', f.room_id, 'startsAt', f.starts_at, 'expiresAt', w.expires_at) as figures
from (select * from fitting where status = 'offered') f
full join (select * from fitting_waitlist_entry where status = 'offered') w on w.fitting_id = f.id and w.shopper_id = f.shopper_id
where f.id is null or w.id is null or w.expires_at < clock_now() - interval '60 seconds';

-- I4 fitting_overlap
-- Appointments in one room never overlap.
select a.id::text as id, jsonb_build_object('other', b.id, 'room', a.room_id, 'startsAt', b.starts_at) as figures
from fitting a join fitting b on b.room_id = a.room_id and b.during && a.during and b.id > a.id
where a.status in ('offered', 'booked', 'checked_in', 'done') and b.status in ('offered', 'booked', 'checked_in', 'done');

-- I4 fitting_one_place
-- Appointments of one person never overlap, except those of two merged people.
select b.id::text as id, jsonb_build_object('other', a.id, 'startsAt', b.starts_at, 'otherStartsAt', a.starts_at) as figures
from fitting a join fitting b on b.shopper_id = a.shopper_id and b.during && a.during and b.id > a.id
where a.status in ('booked', 'checked_in') and b.status in ('booked', 'checked_in')
  and not a.overlap_allowed and not b.overlap_allowed;

-- I4 fitting_hours
-- Every booking lies inside the store's hours at the time of the booking; those affected by a later change of hours are
-- the store's to move, and are listed there.
select f.id::text as id, jsonb_build_object('store', s.code, 'startsAt', f.starts_at, 'endsAt', f.ends_at) as figures
from fitting f join store s on s.id = f.store_id
cross join lateral (select (f.starts_at at time zone s.time_zone)::date as day) d
cross join lateral (select coalesce(
  (select h -> 'hours' from jsonb_array_elements(s.holidays) h where h ->> 'date' = d.day::text limit 1),
  s.weekly_hours -> (extract(isodow from d.day)::int - 1)) as hours) o
where f.status in ('offered', 'booked', 'checked_in', 'done')
  and not exists (select from jsonb_array_elements(o.hours) i
    where (d.day + (i ->> 0)::interval) at time zone s.time_zone <= f.starts_at
      and (d.day + (i ->> 1)::interval) at time zone s.time_zone >= f.ends_at)
  and not exists (select from audit_entry a
    where a.subject_kind = 'store' and a.subject_id = s.id::text and a.action = 'stores.hours.save' and a.at >= f.created_at);

-- I11 audit_staff
-- Every audit entry of staff names the person, the device (a tablet, or the session of the office) and the reason.
select e.id::text as id, jsonb_build_object('action', e.action, 'actor', e.actor_id, 'session', e.session_id,
  'tablet', e.store_device_id, 'reason', e.reason) as figures
from audit_entry e left join staff_session s on s.id = e.session_id
where e.actor_kind = 'staff' and (e.actor_id is null or e.session_id is null or e.reason = ''
  or (s.surface = 'store' and e.store_device_id is null));

-- I11 audit_sealed
-- Every audit entry has its position in the chain.
select e.id::text as id, jsonb_build_object('action', e.action) as figures
from audit_entry e where not exists (select from audit_seal s where s.entry_id = e.id);

-- I11 stock_staff
-- Every movement made by people names the person.
select id::text as id, jsonb_build_object('movement', reason, 'delta', delta) as figures
from stock_movement where actor_id is null and reason not in ('import', 'seed');

-- I1 transfer_pieces
-- Of each variant of a transfer, the quantity that left one store arrived in the other, is missing with a reason, or is
-- in transit; of a cancelled one all returned.
select coalesce(l.transfer_id::text, m.reference_id) || ' / ' || coalesce(l.variant_id, m.variant_id) as id,
  jsonb_build_object('sent', coalesce(l.sent, 0), 'left', coalesce(m.gone, 0), 'arrived', coalesce(m.arrived, 0),
    'back', coalesce(m.back, 0), 'received', l.received) as figures
from (select t.status, l.* from stock_transfer t join stock_transfer_line l on l.transfer_id = t.id) l
full join (
  select m.reference_id, m.variant_id,
    -sum(m.delta) filter (where m.reason = 'transfer_out' and m.store_id = t.from_store_id) as gone,
    sum(m.delta) filter (where m.reason = 'transfer_in' and m.store_id = t.to_store_id) as arrived,
    sum(m.delta) filter (where m.reason = 'transfer_back' and m.store_id = t.from_store_id) as back
  from stock_movement m left join stock_transfer t on t.id::text = m.reference_id
  where m.reason in ('transfer_out', 'transfer_in', 'transfer_back') group by 1, 2) m
  on m.reference_id = l.transfer_id::text and m.variant_id = l.variant_id
where l.transfer_id is null or coalesce(m.gone, 0) <> l.sent
  or coalesce(m.arrived, 0) <> case l.status when 'received' then coalesce(l.received, -1) else 0 end
  or coalesce(m.back, 0) <> case l.status when 'cancelled' then l.sent else 0 end
  or (l.status <> 'received' and l.received is not null);

-- I1 count_booked
-- The booked quantity of a count's line is in the ledger, and nothing else.
select coalesce(l.count_id::text, m.reference_id) || ' / ' || coalesce(l.variant_id, m.variant_id) as id,
  jsonb_build_object('booked', coalesce(l.booked, 0), 'ledger', coalesce(m.pieces, 0)) as figures
from stock_count_line l
full join (
  select reference_id, variant_id, sum(delta)::int as pieces from stock_movement where reason = 'counted' group by 1, 2) m
  on m.reference_id = l.count_id::text and m.variant_id = l.variant_id
where coalesce(l.booked, 0) <> coalesce(m.pieces, 0);

-- I2 payment_once
-- An order is paid once.
select order_id::text as id, jsonb_build_object('payments', count(*), 'amount', sum(amount_minor)) as figures
from payment where status = 'captured' group by order_id having count(*) > 1;

-- I2 payment_placed
-- Accepted money has a placed order, at most a minute later.
select p.id::text as id, jsonb_build_object('amount', p.amount_minor, 'state', o.state) as figures
from payment p join customer_order o on o.id = p.order_id
where p.status = 'captured' and o.state <> 'placed' and p.captured_at < clock_now() - interval '60 seconds';

-- I2 payment_overdue
-- The provider was queried about every expired payment by card.
select id::text as id, jsonb_build_object('amount', amount_minor, 'expiresAt', expires_at) as figures
from payment where status = 'open' and method <> 'cash' and expires_at < clock_now() - interval '15 minutes';

-- I2 payment_refused
-- Money of another amount or order: reported for a day, and for as long as it is not refunded.
select p.id::text as id, jsonb_build_object('amount', p.amount_minor, 'paid', r.amount_minor, 'reason', p.failure) as figures
from payment p left join refund r on r.payment_id = p.id and r.reason = 'refused'
where p.status = 'refused' and (p.checked_at > clock_now() - interval '1 day' or r.status is distinct from 'succeeded');

-- I2 refund_within
-- Refunds never exceed the payment, and late money is refunded completely.
select p.id::text as id, jsonb_build_object('amount', p.amount_minor, 'refunded', r.amount, 'state', p.status) as figures
from payment p
cross join lateral (select coalesce(sum(amount_minor), 0)::int as amount from refund
  where payment_id = p.id and status <> 'failed' and reason <> 'refused') r
where (p.status in ('captured', 'late') and r.amount > p.amount_minor)
  or (p.status = 'late' and r.amount < p.amount_minor)
  or (p.status in ('open', 'failed', 'expired', 'refused') and r.amount > 0);

-- I2 refund_stuck
-- Refunds to a card succeed: none failed, none has been pending for ten minutes.
select r.id::text as id, jsonb_build_object('amount', r.amount_minor, 'state', r.status, 'reason', r.failure) as figures
from refund r join payment p on p.id = r.payment_id
where r.status = 'failed'
  or (r.status = 'pending' and p.method <> 'cash' and r.created_at < clock_now() - interval '10 minutes');

-- I2 drawer_counted
-- The expected cash of a counted shift is the sum of its movements.
select s.id::text as id, jsonb_build_object('amount', s.expected_minor, 'ledger', s.float_minor + m.amount) as figures
from register_session s
cross join lateral (select coalesce(sum(amount_minor), 0)::int as amount from cash_movement where register_session_id = s.id) m
where s.closed_at is not null and s.expected_minor <> s.float_minor + m.amount;

-- I2 one_currency
-- Rows that belong together have one currency: a line and its cart, order or reservation, a payment and its order, a
-- refund and its payment, cash and its shift; and all products for sale, until there are markets.
select of || ' ' || id as id, jsonb_build_object('currency', currency, 'expected', expected) as figures from (
  select 'cart_line' as of, l.line_key as id, l.currency, c.currency as expected
  from cart_line l left join cart c on c.scope_id = l.scope_id where l.quantity > 0
  union all select 'order_line', l.id::text, l.currency, o.currency from order_line l join customer_order o on o.id = l.order_id
  union all select 'goods_return', g.id::text, g.currency, o.currency
  from goods_return g join customer_order o on o.id = g.order_id
  union all select 'pickup', p.id::text, p.currency, o.currency from pickup p join customer_order o on o.id = p.order_id
  union all select 'pickup_line', l.id::text, l.currency, p.currency from pickup_line l join pickup p on p.id = l.pickup_id
  union all select 'payment', p.id::text, p.currency, o.currency from payment p join customer_order o on o.id = p.order_id
  union all select 'refund', r.id::text, r.currency, p.currency from refund r join payment p on p.id = r.payment_id
  union all select 'refund', r.id::text, r.currency, o.currency from refund r join customer_order o on o.id = r.order_id
  union all select 'cash_movement', m.id::text, m.currency, s.currency from cash_movement m join register_session s on s.id = m.register_session_id
  union all select 'cash_movement', m.id::text, m.currency, coalesce(p.currency, r.currency) from cash_movement m
  left join payment p on p.id = m.payment_id left join refund r on r.id = m.refund_id where coalesce(p.id, r.id) is not null
  union all select 'variant', min(currency)::text, min(currency)::text, max(currency)::text from variant where active
) money where currency is distinct from expected;

-- I6 provider_once
-- The provider's money belongs to one payment.
select intent_ref as id, jsonb_build_object('payments', count(*)) as figures
from payment where intent_ref is not null group by intent_ref having count(*) > 1;

-- I2 pickup_paid
-- A collected pickup is part of a paid order.
select p.id::text as id, jsonb_build_object('state', o.state) as figures
from pickup p left join customer_order o on o.id = p.order_id
where p.status = 'collected' and not p.unbooked and o.state is distinct from 'placed';

-- I2 exchange_worth
-- In an order with an exchange, the price of the kept items equals what was paid and not refunded, and no more items
-- were given for a line than were returned of it.
select o.id::text as id, jsonb_build_object('paid', m.paid, 'expected', k.worth, 'quantity', x.pieces,
  'back', l.returned_quantity) as figures
from (select instead_of, order_id, sum(quantity)::int as pieces from order_line where instead_of is not null group by 1, 2) x
left join order_line l on l.id = x.instead_of and l.order_id = x.order_id
join customer_order o on o.id = x.order_id
cross join lateral (select (sum(g.price_minor * (g.quantity - g.cancelled_quantity - g.returned_quantity)) + case
    when bool_or(f.kind = 'deliver' and g.cancelled_quantity < g.quantity) then o.delivery_minor else 0 end)::int as worth
  from order_line g join fulfilment f on f.id = g.fulfilment_id where g.order_id = o.id) k
cross join lateral (select (coalesce(sum(p.amount_minor), 0) - coalesce(sum(r.back), 0))::int as paid
  from payment p left join lateral (select sum(amount_minor) as back from refund
    where payment_id = p.id and status <> 'failed') r on true
  where p.order_id = o.id and p.status = 'captured') m
where l.id is null or x.pieces > l.returned_quantity or k.worth <> m.paid;
