import type { ErrorCode } from "@/server/platform/errors";
import type { By, OpContext, Outcome } from "@/server/sync/schema";
import type { CartOp, CartOpOf } from "./operations.schema";
import { type CartFulfilment, type CartLineRow, maxLines, maxQuantity } from "./schema";

type Lines = ReadonlyMap<string, CartLineRow>;

/**
 * The part of the cart that operations change. `lineCount` counts the existing lines, loaded or not; `currency` is
 * theirs, null while there are none (or, in a browser, none with a known price).
 */
export type CartState = { lines: Lines; lineCount: number; currency: string | null };

/**
 * Facts from outside the cart. `undefined` = unknown here (the browser then accepts), `null`/`false` = does not exist.
 */
export type CartFacts = {
  variant(id: string): { active: boolean; priceMinor: number; currency: string } | null | undefined;
  store(id: string): boolean | undefined;
};

/** The result of an operation: the lines it changed (new values) and the outcome. */
export type CartStep = {
  outcome: Outcome;
  reason?: ErrorCode;
  /** Who else changed it, on `adjusted`. */
  by?: By;
  lines?: CartLineRow[];
};

/** The key of a line: one per variant and fulfilment. */
export const lineKeyOf = (variantId: string, fulfilment: CartFulfilment): string =>
  `${variantId}:${fulfilment.kind === "deliver" ? "deliver" : fulfilment.storeId}`;

/** Applies an operation to the cart. */
export function applyCartOp(cart: CartState, op: CartOp, ctx: OpContext, facts: CartFacts): CartStep {
  const { lines } = cart;
  switch (op.name) {
    case "cart.add":
      return add(cart, op, ctx, facts);
    case "cart.dec":
      return dec(lines, op, ctx);
    case "cart.set":
      return set(lines, op, ctx);
    case "cart.remove":
      return remove(lines, op, ctx);
    case "cart.move":
      return move(lines, op, ctx, facts);
  }
}

const isActive = (line: CartLineRow | undefined): line is CartLineRow => line !== undefined && line.quantity > 0;

/** The line with another quantity, signed by its author; a line that comes to life gets its born version now. */
function withQuantity(line: CartLineRow, quantity: number, ctx: OpContext): CartLineRow {
  const born = line.quantity === 0 && quantity > 0;
  return {
    ...line,
    quantity,
    version: ctx.version,
    clientId: ctx.clientId,
    by: ctx.by,
    bornVersion: born ? ctx.version : line.bornVersion,
    bornClientId: born ? ctx.clientId : line.bornClientId,
  };
}

function createEmptyLine(variantId: string, fulfilment: CartFulfilment): CartLineRow {
  return {
    lineKey: lineKeyOf(variantId, fulfilment),
    variantId,
    fulfilment,
    quantity: 0,
    priceSeenMinor: null,
    currency: null,
    version: 0,
    clientId: null,
    by: {},
    bornVersion: 0,
    bornClientId: null,
  };
}

const isStoreMissing = (to: CartFulfilment, facts: CartFacts) =>
  to.kind === "pickup" && facts.store(to.storeId) === false;

/** Whether someone else changed the line after the device read it. */
const isChangedByOther = (line: CartLineRow, baseVersion: number, ctx: OpContext) =>
  line.version > baseVersion && line.clientId !== ctx.clientId;

/** A cart has one currency, that of its first line; the server decides about a price that is unknown here. */
function add(
  { lines, lineCount, currency }: CartState,
  op: CartOpOf<"cart.add">,
  ctx: OpContext,
  facts: CartFacts,
): CartStep {
  const { variantId, fulfilment, quantity } = op.args;
  const fact = facts.variant(variantId);
  if (fact === null || fact?.active === false) return { outcome: "rejected", reason: "UNKNOWN_VARIANT" };
  if (isStoreMissing(fulfilment, facts)) return { outcome: "rejected", reason: "NOT_FOUND" };
  const found = lines.get(lineKeyOf(variantId, fulfilment));
  if (fact && currency !== null && fact.currency !== currency)
    return { outcome: "rejected", reason: "MIXED_CURRENCIES" };
  if (!isActive(found) && lineCount >= maxLines) return { outcome: "rejected", reason: "CART_FULL" };
  const line = found ?? createEmptyLine(variantId, fulfilment);
  const nextQuantity = line.quantity + quantity;
  if (line.quantity >= maxQuantity) return { outcome: "noop", reason: "TOO_MANY_PIECES" };
  const next = withQuantity(line, Math.min(maxQuantity, nextQuantity), ctx);
  const priced = fact ? { ...next, priceSeenMinor: fact.priceMinor, currency: fact.currency } : next;
  if (nextQuantity > maxQuantity) return { outcome: "adjusted", reason: "TOO_MANY_PIECES", lines: [priced] };
  return { outcome: "applied", lines: [priced] };
}

function dec(lines: Lines, op: CartOpOf<"cart.dec">, ctx: OpContext): CartStep {
  const line = lines.get(op.args.lineKey);
  if (!isActive(line)) return { outcome: "noop" };
  return { outcome: "applied", lines: [withQuantity(line, Math.max(0, line.quantity - op.args.quantity), ctx)] };
}

/** A removed line stays removed: a typed quantity changes an existing line, it does not add one. */
function set(lines: Lines, op: CartOpOf<"cart.set">, ctx: OpContext): CartStep {
  const line = lines.get(op.args.lineKey);
  if (!line) return { outcome: "noop" };
  const other = isChangedByOther(line, op.baseVersion, ctx) ? { by: line.by } : null;
  if (!isActive(line)) return other ? { outcome: "adjusted", ...other } : { outcome: "noop" };
  if (line.quantity === op.args.quantity) return { outcome: "noop" };
  const next = [withQuantity(line, op.args.quantity, ctx)];
  return other ? { outcome: "adjusted", ...other, lines: next } : { outcome: "applied", lines: next };
}

function remove(lines: Lines, op: CartOpOf<"cart.remove">, ctx: OpContext): CartStep {
  const line = lines.get(op.args.lineKey);
  if (!isActive(line)) return { outcome: "noop" };
  // The line that the device saw was removed already, and someone else has added this one since: that add survives.
  if (line.bornVersion > op.baseVersion && line.bornClientId !== ctx.clientId) {
    return { outcome: "adjusted", by: line.by };
  }
  const left = Math.max(0, line.quantity - op.args.seenQuantity);
  const next = [withQuantity(line, left, ctx)];
  return left > 0 ? { outcome: "adjusted", by: line.by, lines: next } : { outcome: "applied", lines: next };
}

/** What does not fit on the other line stays where it is. */
function move(lines: Lines, op: CartOpOf<"cart.move">, ctx: OpContext, facts: CartFacts): CartStep {
  if (isStoreMissing(op.args.to, facts)) return { outcome: "rejected", reason: "NOT_FOUND" };
  const line = lines.get(op.args.lineKey);
  if (!isActive(line)) return { outcome: "noop" };
  const key = lineKeyOf(line.variantId, op.args.to);
  if (key === line.lineKey) return { outcome: "noop" };
  const target = lines.get(key) ?? createEmptyLine(line.variantId, op.args.to);
  const moved = Math.min(line.quantity, maxQuantity - target.quantity);
  if (moved === 0) return { outcome: "noop", reason: "TOO_MANY_PIECES" };
  const from = withQuantity(line, line.quantity - moved, ctx);
  const price = { priceSeenMinor: line.priceSeenMinor, currency: line.currency };
  const to = { ...withQuantity(target, target.quantity + moved, ctx), ...price };
  if (from.quantity > 0) return { outcome: "adjusted", reason: "TOO_MANY_PIECES", lines: [from, to] };
  return { outcome: "applied", lines: [from, to] };
}
