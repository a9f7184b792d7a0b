// The modules of the server in docs/architecture.md, drawn from the order that the import rules hold.
import modules from "./module-order.cjs";

const purposes: Record<string, string> = {
  platform: "settings, context, errors, clock, money, log, secrets, cookies; knows no business",
  queue: "jobs: adding, running, schedules, retries, what failed",
  access: "who may: the kinds of actor and the permissions of staff",
  trpc: "procedures by kind of actor, errors on the wire",
  audit: "the audit trail and its hash chain",
  sync: "scopes, changes, commit, stream, fan-out, pull, retention",
  stores: "stores, hours, fitting rooms",
  messaging: "mail, texts and the outbox",
  shoppers: "guests, customers, devices, contacts, sign-in, consents, merges",
  assistance: "a consultant's look at a customer's cart, by consent; the access log",
  staff: "people who work here, tablets, shifts, passkeys, approvals",
  catalogue: "products, variants, search, import",
  inventory: "stock levels, holds, transfers, counts",
  cart: "carts",
  favourites: "favourites",
  payments: "payments, refunds, card readers, registers, the local Stripe",
  orders: "quotes, checkout, reservations, pickups, shipments, returns, receipts",
  fittings: "slots, bookings, the store's day, waitlist, conflicts",
  "offline-requests": "reservations and bookings that were asked for without a network",
  operations: "every mutation that a device may queue: the reducer, push, merge",
  health: "the invariants, run each minute",
  privacy: "export and erasure",
  backup: "backups and restores of database, secrets and pictures",
  jobs: "the background work, a file each, and what of it failed",
  app: "puts it together: router, limits, reactions, services, HTTP, the demo shop",
};

/** A list of the modules, each of which may import those above it and none below. */
export function listModules(): string {
  return modules
    .map((name, i) => {
      const purpose = purposes[name];
      if (!purpose) throw new Error(`Module ${name} does not say what it is for: add it to server/cli/module-docs.ts`);
      return `${i + 1}. \`${name}\`: ${purpose}`;
    })
    .join("\n");
}

const begin = "<!-- modules: made by `npm run docs` from server/cli/module-order.cjs -->";
const end = "<!-- end of modules -->";

/** `text` with the list between its two marks made anew. */
export function replaceModules(text: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/architecture.md has lost the marks of its list");
  return `${before}${begin}\n\n${listModules()}\n\n${end}${after}`;
}
