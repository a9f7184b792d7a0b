import { randomUUID } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { closeDb, db } from "@/db/client";
import { findRunningEmbedded } from "@/db/embedded";
import { staff, staffSession, storeDevice } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { signCookie } from "@/server/platform/http/cookies";
import { sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";

/** Where the journeys' server keeps its data (see playwright.config.ts). */
export const dataDir = process.env.E2E_DATA_DIR ?? "";

/** Connects this process to the journeys' database and secrets. */
export async function openTestEnv(): Promise<void> {
  process.env.DATA_DIR = dataDir;
  // Unless they run on another server: `npm run test:scale` puts a pooler before it.
  process.env.DATABASE_URL ||= (await findRunningEmbedded(`${dataDir}/pg`)) ?? "";
  await loadSecrets();
}

export const closeTestEnv = closeDb;

/** The newest mail to `address`, from the demo's mailbox. */
export async function latestMail(address: string): Promise<string> {
  const [row] = await db().execute<{ body: string }>(
    sql`select body from local_mail where recipient = ${address} order by at desc limit 1`,
  );
  return row?.body ?? "";
}

/** Enrols a tablet in the store `code` by row and cookie, with a running shift of `name` unless that is null. */
export async function enrolTablet(context: BrowserContext, baseURL: string, code: string, name: string | null) {
  const [place] = await db().select().from(store).where(eq(store.code, code));
  if (!place) throw new Error(`no store ${code}`);
  const secret = randomUUID();
  const [device] = await db()
    .insert(storeDevice)
    .values({ storeId: place.id, name: "Journey", secretHash: sha256(secret) })
    .returning();
  const cookies = [signCookie("selvedge-tablet", secret)];
  if (name && device) {
    const [person] = await db().select().from(staff).where(eq(staff.name, name));
    if (!person) throw new Error(`no member of staff ${name}`);
    const shift = randomUUID();
    await db()
      .insert(staffSession)
      .values({
        surface: "store",
        staffId: person.id,
        storeDeviceId: device.id,
        secretHash: sha256(shift),
        lastActiveAt: farFuture(),
        expiresAt: farFuture(),
      });
    cookies.push(signCookie("selvedge-shift", shift));
  }
  await setCookies(context, baseURL, cookies);
}

/** Signs the demo's administrator in at the office by row and cookie. */
export async function openOffice(context: BrowserContext, baseURL: string) {
  const [person] = await db().select().from(staff).where(eq(staff.role, "admin"));
  if (!person) throw new Error("no administrator");
  const secret = randomUUID();
  await db()
    .insert(staffSession)
    .values({
      surface: "office",
      proof: "passkey",
      staffId: person.id,
      secretHash: sha256(secret),
      expiresAt: farFuture(),
    });
  await setCookies(context, baseURL, [signCookie("selvedge-office", secret)]);
}

/** The database's clock is shifted by days (see clock.ts). */
const farFuture = () => new Date(Date.now() + 400 * 86_400_000);

const setCookies = (context: BrowserContext, url: string, pairs: string[]) =>
  context.addCookies(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url, httpOnly: true };
    }),
  );

/** Moves the database clock forward to `time` (HH:MM in Baku) of the same day. */
export async function setStoreTime(time: string): Promise<void> {
  await db().execute(sql`
    update clock_offset set shift = shift
      + (date_trunc('day', clock_now() at time zone 'Asia/Baku') + ${time}::interval)
      - (clock_now() at time zone 'Asia/Baku')`);
}

/**
 * Moves the database clock to 11:00 in Baku of the next ordinary day (Monday to Thursday, no store's holiday), so that
 * journeys run whatever the hour, and none meets what another did to the day.
 */
export async function nextMorning(): Promise<void> {
  await db().execute(sql`
    update clock_offset set shift = shift
      + (select min(morning) from generate_series(1, 60) days,
          lateral (select date_trunc('day', clock_now() at time zone 'Asia/Baku') + make_interval(days => days, hours => 11)
            as morning) m
        where extract(isodow from morning) <= 4
          and not exists (select from store, jsonb_array_elements(holidays) h where (h->>'date')::date = morning::date))
      - (clock_now() at time zone 'Asia/Baku')`);
}

/** Sets a store's free stock of a size of a product (each colour) to `free`, with ledger entries. */
export async function setFreeStock(handle: string, size: string, code: string, free: number): Promise<void> {
  await db().execute(sql`
    with counted as (
      update stock_level l set on_hand = l.reserved + ${free} from variant v, product p, store s, stock_level b
      where v.id = l.variant_id and p.id = v.product_id and s.id = l.store_id and p.handle = ${handle}
        and v.size = ${size} and s.code = ${code} and b.variant_id = l.variant_id and b.store_id = l.store_id
      returning l.variant_id, l.store_id, l.on_hand - b.on_hand as pieces)
    insert into stock_movement (variant_id, store_id, delta, reason)
    select variant_id, store_id, pieces, 'seed' from counted where pieces <> 0`);
}

/** Takes every room of a store for the rest of its day, by shoppers without an account, but one room at `free` (HH:MM there). */
export async function bookAllRooms(code: string, free: string): Promise<void> {
  await db().execute(sql`
    insert into fitting (store_id, room_id, during, starts_at, ends_at, status, contact_name, contact)
    select s.id, r.id, tstzrange(t, t + interval '30 minutes', '[)'), t, t + interval '30 minutes', 'booked', '', ''
    from store s join fitting_room r on r.store_id = s.id
    cross join lateral (select (clock_now() at time zone s.time_zone)::date as day) d
    cross join lateral jsonb_array_elements(s.weekly_hours -> (extract(isodow from d.day)::int - 1)) i
    cross join lateral generate_series((d.day + (i ->> 0)::interval) at time zone s.time_zone,
      (d.day + (i ->> 1)::interval - interval '30 minutes') at time zone s.time_zone, interval '30 minutes') t
    where s.code = ${code} and t > clock_now()
      and not (r.position = 0 and t = (d.day + ${free}::interval) at time zone s.time_zone)`);
}
