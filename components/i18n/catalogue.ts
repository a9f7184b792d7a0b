import type account from "./messages/en/account.json";
import type assistance from "./messages/en/assistance.json";
import type audit from "./messages/en/audit.json";
import type cart from "./messages/en/cart.json";
import type catalogue from "./messages/en/catalogue.json";
import type checkout from "./messages/en/checkout.json";
import type common from "./messages/en/common.json";
import type errors from "./messages/en/errors.json";
import type favourites from "./messages/en/favourites.json";
import type fittings from "./messages/en/fittings.json";
import type health from "./messages/en/health.json";
import type imports from "./messages/en/import.json";
import type jobs from "./messages/en/jobs.json";
import type mail from "./messages/en/mail.json";
import type office from "./messages/en/office.json";
import type officeOrders from "./messages/en/office-orders.json";
import type offlineRequests from "./messages/en/offline-requests.json";
import type orders from "./messages/en/orders.json";
import type privacy from "./messages/en/privacy.json";
import type receipt from "./messages/en/receipt.json";
import type register from "./messages/en/register.json";
import type reservations from "./messages/en/reservations.json";
import type scans from "./messages/en/scans.json";
import type shoppers from "./messages/en/shoppers.json";
import type stock from "./messages/en/stock.json";
import type store from "./messages/en/store.json";
import type stores from "./messages/en/stores.json";
import type sync from "./messages/en/sync.json";
import type { Locale } from "./routing";

/** The message catalogue: a file per noun and language; a test asserts that all have the same keys. */
export type Messages = {
  account: typeof account;
  assistance: typeof assistance;
  audit: typeof audit;
  cart: typeof cart;
  catalogue: typeof catalogue;
  checkout: typeof checkout;
  common: typeof common;
  errors: typeof errors;
  favourites: typeof favourites;
  fittings: typeof fittings;
  health: typeof health;
  import: typeof imports;
  jobs: typeof jobs;
  mail: typeof mail;
  office: typeof office;
  "office-orders": typeof officeOrders;
  "offline-requests": typeof offlineRequests;
  orders: typeof orders;
  privacy: typeof privacy;
  receipt: typeof receipt;
  register: typeof register;
  reservations: typeof reservations;
  scans: typeof scans;
  shoppers: typeof shoppers;
  stock: typeof stock;
  store: typeof store;
  stores: typeof stores;
  sync: typeof sync;
};

export const nouns = [
  "account",
  "assistance",
  "audit",
  "cart",
  "catalogue",
  "checkout",
  "common",
  "errors",
  "favourites",
  "fittings",
  "health",
  "import",
  "jobs",
  "mail",
  "office",
  "office-orders",
  "offline-requests",
  "orders",
  "privacy",
  "receipt",
  "register",
  "reservations",
  "scans",
  "shoppers",
  "stock",
  "store",
  "stores",
  "sync",
] as const satisfies (keyof Messages)[];

/** All messages of one language. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const parts = await Promise.all(
    nouns.map(async (noun) => [noun, (await import(`./messages/${locale}/${noun}.json`)).default] as const),
  );
  return Object.fromEntries(parts) as Messages;
}

const staffOnly = new Set<keyof Messages>([
  "assistance",
  "audit",
  "health",
  "import",
  "jobs",
  "mail",
  "office",
  "office-orders",
  "register",
  "scans",
  "shoppers",
  "stock",
  "store",
]);

/** The messages that shop pages send to the browser: without those of tablet, office and mail. */
export async function loadShopMessages(locale: Locale): Promise<Partial<Messages>> {
  const all = await loadMessages(locale);
  return Object.fromEntries(nouns.filter((noun) => !staffOnly.has(noun)).map((noun) => [noun, all[noun]]));
}
