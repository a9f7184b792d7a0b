import type { Rate } from "@/server/platform/rate-limit";

/** What one address, one account and one device may ask of one procedure. */
export type LimitRow = { address: Rate; account: Rate; device: Rate };

const createRate = (burst: number, perMinute: number): Rate => ({ burst, perMinute });

/*
 * A store's Wi-Fi is one address for everybody in it, so an address may do what a full house does; accounts and devices are
 * held to what one person does. What must outlast a restart is counted in the database beside its rule: one-time codes,
 * PIN tries, hand-over codes, look-ups by phone, reservations and bookings ahead.
 */
/** What is cheap and takes nothing from anybody: half of what one process answers, so that others are heard too. */
const cheap = createRate(60_000, 120_000);

/** The rows by name; docs/api.md lists them. */
export const limitRows = {
  /** Reads of the public catalogue. */
  browse: { address: cheap, account: createRate(6_000, 12_000), device: createRate(6_000, 12_000) },
  /** Reads of one's own things. */
  own: { address: cheap, account: createRate(20_000, 30_000), device: createRate(20_000, 30_000) },
  /** Batches of cart and favourite operations; a device that was offline sends 50 at a time. A retailer's software may be a device. */
  push: { address: cheap, account: createRate(20_000, 30_000), device: createRate(20_000, 30_000) },
  /** What a shopper changes with a tap. */
  act: { address: createRate(600, 600), account: createRate(60, 60), device: createRate(60, 60) },
  /** What takes pieces or a room from others. */
  hold: { address: createRate(60, 30), account: createRate(20, 10), device: createRate(20, 10) },
  /** A new guest. */
  begin: { address: createRate(300, 120), account: createRate(60, 60), device: createRate(60, 60) },
  /** What sends a message that costs, or that somebody else gets. */
  send: { address: createRate(60, 20), account: createRate(10, 2), device: createRate(10, 2) },
  /** What takes a secret that could be guessed. */
  guess: { address: createRate(120, 60), account: createRate(30, 10), device: createRate(30, 10) },
  /** Looking somebody up. */
  lookUp: { address: createRate(300, 60), account: createRate(40, 1), device: createRate(60, 2) },
  /** What reads through everything that is known of somebody. */
  gather: { address: createRate(60, 20), account: createRate(20, 4), device: createRate(20, 4) },
  /** Staff at work. */
  work: {
    address: createRate(6_000, 12_000),
    account: createRate(600, 600),
    device: createRate(600, 600),
  },
  /** Finding an order by its number: numbers follow one upon the other, and a till has a queue, not a list. */
  lookUpItems: {
    address: createRate(600, 120),
    account: createRate(60, 12),
    device: createRate(60, 12),
  },
  /** Opening the live stream: all devices of a store come back at once after a deploy. */
  listen: {
    address: createRate(6_000, 6_000),
    account: createRate(120, 120),
    device: createRate(60, 60),
  },
  /** Files of an import, one a request. */
  upload: {
    address: createRate(20_000, 12_000),
    account: createRate(20_000, 12_000),
    device: createRate(20_000, 12_000),
  },
  /** What Stripe tells, from a few addresses of its own: two events an order, in a rush too. A signature is checked for each. */
  webhooks: { address: createRate(6_000, 18_000), account: createRate(1, 1), device: createRate(1, 1) },
} satisfies Record<string, LimitRow>;
