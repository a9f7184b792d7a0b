import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { product, variant } from "@/db/schema/catalogue";
import { syncClient, syncReceipt } from "@/db/schema/sync";
import { cartLineJson } from "@/server/cart/queries";
import { favouriteJson } from "@/server/favourites/queries";
import type { Actor } from "@/server/platform/context";
import { sha256 } from "@/server/platform/ids";
import { scopeHeadJson } from "@/server/sync/queries";
import type { MutationBatch, PushBatch, PushState, PushStateInput, ReceivedMutation } from "./fold";
import { toCurrentOpName, toFormerOpName } from "./format.rules";
import { isStateOp } from "./rules";
import { type Facts, type PushInput, queuedOpSchema } from "./schema";

/** Runs one statement: prepared on the pool, or inside a transaction. */
export type RunStatement = <Row extends object>(statement: SQL) => Promise<Row[]>;

/** PostgreSQL's literal of an array of ids or keys that were validated before (no quoting). */
const toArrayLiteral = (values: Iterable<string | number>): string => `{${[...values].join(",")}}`;

const clientJson = jsonObject({
  ...pick(syncClient, "ownerId", "lastMid"),
  revoked: sql<boolean>`${syncClient.revokedAt} is not null`,
});
const receiptJson = jsonObject({
  ...pick(syncReceipt, "mid", "outcome", "result", "version"),
  sha: syncReceipt.argsSha256,
});
const variantJson = jsonObject({
  ...pick(variant, "id", "priceMinor", "currency"),
  active: sql<boolean>`${variant.active} and ${product.active}`,
});

/** Reads what a batch needs in one statement: one snapshot, one round trip. */
export async function readPushState(run: RunStatement, input: PushStateInput): Promise<PushState> {
  const { clientId, ownerId, mids, scopeId, guestId } = input;
  const variants = toArrayLiteral(input.variantIds);
  const products = toArrayLiteral(input.productIds);
  const ofCart = sql`from cart_line where scope_id = ${scopeId}::uuid`;
  const [row] = await run<PushState>(sql`select
    (select ${clientJson} from sync_client where id = ${clientId}::uuid) as client,
    case when exists (select 1 from sync_client where id = ${clientId}::uuid) then 0 else
      (select count(*)::int from sync_client where owner_id = ${ownerId}::uuid
        and last_seen_at > clock_now() - interval '30 days') end as "clientCount",
    ${jsonArray(
      receiptJson,
      sql`from sync_receipt where client_id = ${clientId}::uuid and mid = any(${toArrayLiteral(mids)}::text::bigint[])`,
    )} as receipts,
    (select ${scopeHeadJson} from sync_scope where id = ${scopeId}::uuid) as scope,
    (select merged_version::float8 from sync_scope where id = ${guestId}::uuid) as "mergedVersion",
    ${jsonArray(cartLineJson, sql`${ofCart} and variant_id = any(${variants}::text::uuid[])`)} as lines,
    (select count(*)::int ${ofCart} and quantity > 0) as "lineCount",
    (select min(currency) ${ofCart} and quantity > 0) as currency,
    ${jsonArray(
      favouriteJson,
      sql`from favourite where scope_id = ${scopeId}::uuid and product_id = any(${products}::text::uuid[])`,
    )} as favourites,
    ${jsonArray(
      variantJson,
      sql`from variant join product on product.id = product_id where variant.id = any(${variants}::text::uuid[])`,
    )} as variants,
    array(select id from product where id = any(${products}::text::uuid[]) and active) as products,
    array(select id from store where id = any(${toArrayLiteral(input.storeIds)}::text::uuid[])) as stores`);
  if (!row) throw new Error("the database gave no row");
  return row;
}

/** Facts from outside the scope, for the reducer. */
export function toFacts(state: PushState): Facts {
  const variants = new Map(state.variants.map((v) => [v.id, v]));
  const products = new Set(state.products);
  const stores = new Set(state.stores);
  return {
    variant: (id) => variants.get(id) ?? null,
    product: (id) => products.has(id),
    store: (id) => stores.has(id),
  };
}

/** Whether an actor may change a scope. */
export type CanAccessScope = (actor: Actor, scopeId: string) => Promise<boolean>;

/** Late operations for a merged guest that the device was part of go to its account. */
async function resolveScope(
  actor: Actor,
  scope: string,
  canAccessScope: CanAccessScope,
): Promise<Pick<MutationBatch, "scopeId" | "guestId">> {
  if (!(await canAccessScope(actor, scope))) return { scopeId: null, guestId: null };
  if ("guestId" in actor && actor.guestId === scope && actor.shopperId !== scope) {
    return { scopeId: actor.shopperId, guestId: scope };
  }
  return { scopeId: scope, guestId: null };
}

/** Arguments of operations nest three deep. */
const maxDepth = 8;

const isDeep = (value: unknown, depth = 0): boolean =>
  typeof value === "object" &&
  value !== null &&
  (depth >= maxDepth || Object.values(value).some((part) => isDeep(part, depth + 1)));

/** Splits a push into batches: at most one offline request each. */
export async function splitIntoBatches(
  actor: Actor,
  ops: PushInput["ops"],
  canAccessScope: CanAccessScope,
): Promise<PushBatch[]> {
  const targets = new Map<string, Pick<MutationBatch, "scopeId" | "guestId">>();
  const segments: PushBatch[] = [];
  const all = ops.map((raw): ReceivedMutation => {
    // Recursive checks must not overflow the stack.
    const former = toFormerOpName(raw.name);
    if (isDeep(raw.args)) return { raw, op: null, sha: sha256(former) };
    const current = { ...raw, name: toCurrentOpName(raw.name) };
    const sha = sha256(`${former}\n${JSON.stringify(raw.args)}`);
    return { raw, op: queuedOpSchema.safeParse(current).data ?? null, sha };
  });
  const takenBack = new Set(all.flatMap(({ op }) => (op?.name === "request.withdraw" ? [op.args.key] : [])));
  for (const sent of all) {
    const { raw, op } = sent;
    const target = targets.get(raw.scope) ?? (await resolveScope(actor, raw.scope, canAccessScope));
    targets.set(raw.scope, target);
    if (op && !isStateOp(op)) {
      const withdrawn = op.name !== "request.withdraw" && takenBack.has(op.args.key);
      segments.push({ ...target, sent: [sent], offlineRequest: { op, withdrawn } });
      continue;
    }
    const last = segments.at(-1);
    const fits = last && !last.offlineRequest && last.scopeId === target.scopeId && last.guestId === target.guestId;
    if (fits) last.sent.push(sent);
    else segments.push({ ...target, sent: [sent], offlineRequest: null });
  }
  return segments;
}
