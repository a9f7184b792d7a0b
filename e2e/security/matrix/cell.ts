import type { ProcedureName } from "@/server/app/router";
import type { ErrorCode } from "@/server/platform/errors";
import type { Meta } from "@/server/trpc/init";
import type { Role, World } from "./world";

export type { ProcedureName };

/** A procedure's row of the matrix: what it is called with, and whose that is. */
export type Cell = {
  /** A valid input, made afresh for each call. It names an object of customer A's or of the consultant's store. */
  input?: (world: World, who: Role) => unknown;
  /** The object's field in the input, and whose it is: others are answered as if it did not exist. */
  object?: { field: string; of: "shopper" | "store" };
  /** Who is answered, where kind of actor and owner do not say it. */
  only?: readonly Role[];
  /** What the business may still answer to somebody who may ask; with none, only success is "allowed". */
  answers?: readonly ErrorCode[];
  /** How a stranger is refused, beside UNAUTHENTICATED and NOT_FOUND. */
  refusedAs?: readonly ErrorCode[];
  /** The surface of a procedure for anyone; the shop by default. */
  surface?: "shop" | "store" | "office";
  /** A refusal that stands in an answer of 200, e.g. of an operation in a queue. */
  refusedIn?: (data: unknown) => boolean;
};

const shoppers = ["guest", "linked", "customerA", "customerB"] as const satisfies Role[];
const tablets = ["tablet", "consultant", "elsewhere", "manager"] as const satisfies Role[];
export const shifts = ["consultant", "elsewhere", "manager"] as const satisfies Role[];
const everybody = ["anonymous", ...shoppers, ...tablets, "office", "admin", "expired", "revoked"] as const;

/** Who passes for each kind of actor, before anybody asks whose the object is. */
const byKind: Record<Meta["actor"], readonly Role[]> = {
  anyone: everybody,
  shopper: shoppers,
  owner: ["guest", "customerA", "customerB"],
  customer: ["customerA", "customerB"],
  // Of a shift that ran out, a tablet is left.
  tablet: [...tablets, "expired"],
  consultant: shifts,
  office: ["office", "admin"],
};

const surfaces: Record<Meta["actor"], "shop" | "store" | "office"> = {
  anyone: "shop",
  shopper: "shop",
  owner: "shop",
  customer: "shop",
  tablet: "store",
  consultant: "store",
  office: "office",
};

export const surfaceOf = (kind: Meta["actor"], cell: Cell) => cell.surface ?? surfaces[kind];

/** Whether the kind of actor alone lets `role` through. */
export const isKindAllowed = (kind: Meta["actor"], role: Role): boolean => byKind[kind].includes(role);

/** What the matrix says of one cell. */
export function isAllowed(kind: Meta["actor"], cell: Cell, role: Role): boolean {
  if (cell.only) return cell.only.includes(role);
  if (!isKindAllowed(kind, role)) return false;
  if (cell.object?.of === "shopper") return role === "customerA";
  if (cell.object?.of === "store") return role !== "elsewhere";
  return true;
}
