import { appRouter } from "@/server/app/router";
import { assistanceCells } from "./assistance";
import { catalogueCells } from "./catalogue";
import type { Cell, ProcedureName } from "./cell";
import type { Procedure } from "./check";
import { contactCells } from "./contacts";
import { identityCells, staffCells } from "./identity";
import { officeCells } from "./office";
import { orderCells } from "./orders";
import { paymentCells } from "./payments";
import { privacyCells } from "./privacy";
import { registerCells } from "./register";
import { shopCells, tabletCells } from "./shop";
import { stockCells } from "./stock";

/** The matrix: every procedure of the router has its row, or this does not compile. */
export const cells: Record<ProcedureName, Cell> = {
  ...catalogueCells,
  ...shopCells,
  ...tabletCells,
  ...registerCells,
  ...assistanceCells,
  ...identityCells,
  ...contactCells,
  ...privacyCells,
  ...staffCells,
  ...officeCells,
  ...stockCells,
  ...orderCells,
  ...paymentCells,
};

type RouterRecord = { _def: { type: Procedure["kind"]; meta?: { actor: Procedure["actor"] } } };

/** What the router itself says of its procedures. */
export const procedures: Procedure[] = Object.entries(
  appRouter._def.procedures as unknown as { [name: string]: RouterRecord },
).map(([name, { _def }]) => {
  if (!_def.meta) throw new Error(`${name} does not say its kind of actor`);
  return { name, kind: _def.type, actor: _def.meta.actor };
});
