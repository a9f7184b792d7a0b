import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { IntentData, inputs } from "./api-schema";
import { toInvalid, toNotFound } from "./rules";
import type { EventRow, Kind, Kinds, LineItem } from "./schema";

type Rows = { [K in Kind]: Map<string, Kinds[K]> };
/** A stored answer under its idempotency key: its call and response. */
type StoredAnswer = { call: string; status: number; body: unknown; at: number };

/** The state of the local Stripe. `skew` moves its clock (seconds); `announce` takes each new event to the webhook. */
export type StripeState = {
  rows: Rows;
  lines: Map<string, LineItem[]>;
  numbers: Map<string, string>;
  challenges: Map<string, { intent: string; returnUrl: string | null }>;
  intentData: Map<string, IntentData>;
  answered: Map<string, StoredAnswer>;
  skew: number;
  swept: number;
  publicUrl: string;
  request: { id: string | null; idempotency_key: string | null };
  announce: (event: EventRow) => void;
};

/** Creates an empty state. */
export const createState = (): StripeState => ({
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

/**
 * Seconds since 1970 on the local Stripe's clock, which tests move. It is an outside party, independent of the app's
 * clock.
 */
export const getNow = (state: StripeState): number => Math.floor(Date.now() / 1000) + state.skew;

/** Creates an id with Stripe's prefix. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 24)}`;

/** The common fields of every object. */
export const newObjectBase = (state: StripeState, prefix: string) => ({
  id: newId(prefix),
  created: getNow(state),
  livemode: false as const,
  metadata: {},
});

/** Finds the object of this id. Throws 404 `resource_missing`, naming `param`. */
export function findObject<K extends Kind>(state: StripeState, kind: K, id: string, param?: string): Kinds[K] {
  const row = state.rows[kind].get(id);
  if (!row) throw toNotFound(kind, id, param);
  return row as Kinds[K];
}

type Page = z.infer<typeof inputs.page>;

const isCreatedWithin = (created: number, when: Page["created"]) =>
  when === undefined ||
  (typeof when === "number"
    ? created === when
    : created > (when.gt ?? -1) &&
      created >= (when.gte ?? 0) &&
      created < (when.lt ?? Number.POSITIVE_INFINITY) &&
      created <= (when.lte ?? Number.POSITIVE_INFINITY));

/** Lists one page of objects, newest first, as Stripe's lists are. Throws when the cursor is of no object. */
export function listObjects<K extends Kind>(
  state: StripeState,
  kind: K,
  url: string,
  { page, filters = () => true }: { page: Page; filters?: ((row: Kinds[K]) => boolean) | undefined },
) {
  const all = ([...state.rows[kind].values()] as Kinds[K][]).reverse();
  const fitting = all.filter((row) => filters(row) && isCreatedWithin(row.created, page.created));
  const place = (id: string, param: string) => {
    const at = fitting.findIndex((row) => row.id === id);
    if (at < 0) throw toInvalid(`No such ${kind}: '${id}'`, { code: "resource_missing", param });
    return at;
  };
  const limit = page.limit ?? 10;
  const { starting_after: after, ending_before: before } = page;
  const end = before ? place(before, "ending_before") : fitting.length;
  const start = after ? place(after, "starting_after") + 1 : before ? Math.max(0, end - limit) : 0;
  const data = fitting.slice(start, Math.min(end, start + limit));
  return { object: "list" as const, url, data, has_more: before ? start > 0 : start + limit < end };
}

const ownerKinds: Record<string, Kind> = {
  customer: "customer",
  payment_intent: "payment_intent",
  latest_charge: "charge",
  charge: "charge",
  payment_method: "payment_method",
  location: "terminal.location",
};

function expandPath(
  state: StripeState,
  row: Record<string, unknown>,
  { path, whole }: { path: string[]; whole: string },
): void {
  const [field = "", ...rest] = path;
  const value = row[field];
  if (field === "line_items" && row.object === "checkout.session") {
    const data = state.lines.get(String(row.id)) ?? [];
    row[field] ??= { object: "list", data, has_more: false, url: `/v1/checkout/sessions/${row.id}/line_items` };
  } else if (typeof value === "string" && ownerKinds[field]) {
    row[field] = structuredClone(state.rows[ownerKinds[field]].get(value));
  } else if (value === null && ownerKinds[field]) {
    return;
  }
  if (rest.length === 0 && row[field] !== undefined && (ownerKinds[field] || field === "line_items")) return;
  const deeper = row[field];
  if (rest.length > 0 && Array.isArray(deeper)) for (const one of deeper) expandPath(state, one, { path: rest, whole });
  else if (rest.length > 0 && deeper && typeof deeper === "object")
    expandPath(state, deeper as Record<string, unknown>, { path: rest, whole });
  else throw toInvalid(`This property cannot be expanded (${whole}).`, { param: "expand" });
}

/**
 * Copies the answer with the requested ids replaced by their objects. Throws 400 for a path that cannot be expanded.
 */
export function expandPaths(state: StripeState, answer: object, paths: string[] = []): unknown {
  const copy = structuredClone(answer) as Record<string, unknown>;
  for (const path of paths) expandPath(state, copy, { path: path.split("."), whole: path });
  return copy;
}
