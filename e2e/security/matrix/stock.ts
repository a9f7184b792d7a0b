import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { stockMovement } from "@/db/schema/inventory";
import { stockCount, stockTransfer, stockTransferLine } from "@/db/schema/stock-documents";
import { makeStore } from "@/server/testing/factories";
import type { Cell, ProcedureName } from "./cell";
import type { World } from "./world";

/** An item in transit to the consultant's store. */
async function createTransfer({ store, other, variantId, people }: World): Promise<string> {
  const actorId = people.office.staffId;
  const [made] = await db()
    .insert(stockTransfer)
    .values({ fromStoreId: other.id, toStoreId: store.id, sentBy: actorId })
    .returning({ id: stockTransfer.id });
  const transferId = made?.id ?? "";
  await db().insert(stockTransferLine).values({ transferId, variantId, sent: 1 });
  const movement = { variantId, storeId: other.id, delta: -1, actorId };
  await db()
    .insert(stockMovement)
    .values({ ...movement, reason: "transfer_out", referenceId: transferId });
  return transferId;
}

const buildTransferInput = async (world: World) => ({ transferId: await createTransfer(world) });

const buildCountedLines = async (world: World) => ({
  key: randomUUID(),
  transferId: await createTransfer(world),
  lines: [{ variantId: world.variantId, received: 1, difference: null }],
});

/** An open count of a store of its own. */
async function createCount({ people }: World): Promise<string> {
  const { id: storeId } = await makeStore();
  const [made] = await db()
    .insert(stockCount)
    .values({ storeId, openedBy: people.office.staffId })
    .returning({ id: stockCount.id });
  return made?.id ?? "";
}

const buildCountInput = async (world: World) => ({ countId: await createCount(world) });

/** Items: deliveries, transfers and counts. */
export const stockCells = {
  "stock.office.listLedger": { input: () => ({}) },
  "stock.office.receive": {
    input: ({ other, variantId }) => ({
      key: randomUUID(),
      storeId: other.id,
      reason: "received",
      document: "DN-1",
      lines: [{ variantId, quantity: 1 }],
    }),
  },
  "counts.office.list": { input: () => ({}) },
  "counts.office.get": { input: buildCountInput },
  "counts.office.listLines": { input: async (world) => ({ ...(await buildCountInput(world)), show: "all" }) },
  "counts.office.open": { input: async () => ({ storeId: (await makeStore()).id, category: null }) },
  "counts.office.count": {
    input: async (world) => ({
      ...(await buildCountInput(world)),
      key: randomUUID(),
      variantId: world.variantId,
      pieces: 1,
      add: true,
    }),
  },
  "counts.office.book": { input: async (world) => ({ ...(await buildCountInput(world)), key: randomUUID() }) },
  "counts.office.cancel": { input: buildCountInput },
  "transfers.office.list": { input: () => ({}) },
  "transfers.office.get": { input: buildTransferInput },
  "transfers.office.send": {
    input: ({ store, other, variantId }) => ({
      key: randomUUID(),
      fromStoreId: other.id,
      toStoreId: store.id,
      lines: [{ variantId, quantity: 1 }],
    }),
  },
  "transfers.office.receive": { input: buildCountedLines },
  "transfers.office.cancel": { input: buildTransferInput },
  "transfers.store.listInbound": {},
  "transfers.store.receive": { input: buildCountedLines, object: { field: "transferId", of: "store" } },
} satisfies Partial<Record<ProcedureName, Cell>>;
