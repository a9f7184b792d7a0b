import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { IntentData, inputs } from "./api-schema";
import { invalid, missing } from "./rules";
import type { EventRow, Kind, Kinds, LineItem } from "./schema";

type Rows = { [K in Kind]: Map<string, Kinds[K]> };
/** A first answer, kept under its idempotency key: which call it was of and what was said. */
type Answered = { call: string; status: number; body: unknown; at: number };

/** Everything the local Stripe knows. `skew` moves its clock (seconds); `announce` takes each new event to the webhook. */
export type World = {
  rows: Rows;
  lines: Map<string, LineItem[]>;
  numbers: Map<string, string>;
  challenges: Map<string, { intent: string; returnUrl: string | null }>;
  intentData: Map<string, IntentData>;
  answered: Map<string, Answered>;
  skew: number;
  swept: number;
  publicUrl: string;
  request: { id: string | null; idempotency_key: string | null };
  announce: (event: EventRow) => void;
};

/** A world in which nothing has happened. */
export const newWorld = (): World => ({
  rows: {
    customer: new Map(),
    payment_method: new Map(),
    payment_intent: new Map(),
    charge: new Map(),
    refund: new Map(),
    "checkout.session": new Map(),
    "terminal.location": new Map(),
    "terminal.reader": new Map(),
    event: new Map(),
  },
  lines: new Map(),
  numbers: new Map(),
  challenges: new Map(),
  intentData: new Map(),
  answered: new Map(),
  skew: 0,
  swept: 0,
  publicUrl: "",
  request: { id: null, idempotency_key: null },
  announce: () => {},
});

/** Seconds since 1970 on the local Stripe's clock, which tests move. It is an outside party: the house's clock does not bind it. */
export const nowOf = (world: World): number => Math.floor(Date.now() / 1000) + world.skew;

/** A new id with Stripe's prefix. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 24)}`;

/** What every object begins with. */
export const born = (world: World, prefix: string) => ({
  id: newId(prefix),
  created: nowOf(world),
  livemode: false as const,
  metadata: {},
});

/** The object of this id. Throws 404 `resource_missing`, naming `param`. */
export function find<K extends Kind>(world: World, kind: K, id: string, param?: string): Kinds[K] {
  const row = world.rows[kind].get(id);
  if (!row) throw missing(kind, id, param);
  return row as Kinds[K];
}

type Page = z.infer<typeof inputs.page>;

const within = (created: number, when: Page["created"]) =>
  when === undefined ||
  (typeof when === "number"
    ? created === when
    : created > (when.gt ?? -1) &&
      created >= (when.gte ?? 0) &&
      created < (when.lt ?? Number.POSITIVE_INFINITY) &&
      created <= (when.lte ?? Number.POSITIVE_INFINITY));

/** One page of objects, newest first, as Stripe's lists are. Throws when the cursor is of no object. */
export function listOf<K extends Kind>(
  world: World,
  kind: K,
  url: string,
  page: Page,
  wanted: (row: Kinds[K]) => boolean = () => true,
) {
  const all = ([...world.rows[kind].values()] as Kinds[K][]).reverse();
  const fitting = all.filter((row) => wanted(row) && within(row.created, page.created));
  const place = (id: string, param: string) => {
    const at = fitting.findIndex((row) => row.id === id);
    if (at < 0) throw invalid(`No such ${kind}: '${id}'`, { code: "resource_missing", param });
    return at;
  };
  const limit = page.limit ?? 10;
  const { starting_after: after, ending_before: before } = page;
  const end = before ? place(before, "ending_before") : fitting.length;
  const start = after ? place(after, "starting_after") + 1 : before ? Math.max(0, end - limit) : 0;
  const data = fitting.slice(start, Math.min(end, start + limit));
  return { object: "list" as const, url, data, has_more: before ? start > 0 : start + limit < end };
}

const owners: Record<string, Kind> = {
  customer: "customer",
  payment_intent: "payment_intent",
  latest_charge: "charge",
  charge: "charge",
  payment_method: "payment_method",
  location: "terminal.location",
};

function expandOne(world: World, row: Record<string, unknown>, path: string[], whole: string): void {
  const [field = "", ...rest] = path;
  const value = row[field];
  if (field === "line_items" && row.object === "checkout.session") {
    const data = world.lines.get(String(row.id)) ?? [];
    row[field] ??= { object: "list", data, has_more: false, url: `/v1/checkout/sessions/${row.id}/line_items` };
  } else if (typeof value === "string" && owners[field]) {
    row[field] = structuredClone(world.rows[owners[field]].get(value));
  } else if (value === null && owners[field]) {
    return;
  }
  if (rest.length === 0 && row[field] !== undefined && (owners[field] || field === "line_items")) return;
  const deeper = row[field];
  if (rest.length > 0 && Array.isArray(deeper)) for (const one of deeper) expandOne(world, one, rest, whole);
  else if (rest.length > 0 && deeper && typeof deeper === "object")
    expandOne(world, deeper as Record<string, unknown>, rest, whole);
  else throw invalid(`This property cannot be expanded (${whole}).`, { param: "expand" });
}

/** A copy of the answer with the asked ids replaced by their objects. Throws 400 for what cannot be expanded. */
export function expanded(world: World, answer: object, paths: string[] = []): unknown {
  const copy = structuredClone(answer) as Record<string, unknown>;
  for (const path of paths) expandOne(world, copy, path.split("."), path);
  return copy;
}
