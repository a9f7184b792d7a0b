import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff } from "@/db/schema/identity";
import { stockLevel } from "@/db/schema/inventory";
import { hashPin } from "@/server/platform/ids";
import { approve } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/rules";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { reserve } from "../reserve";
import { claim, setLineStatus } from "./commands";

it("writes a valuable line off only with a manager's PIN, for that line and once", async () => {
  const store = await makeStore();
  const { variants } = await makeProduct(["M"], writeOffLimitMinor + 1);
  const variantId = variants[0]?.id ?? "";
  await stock(variantId, store.id, 2);
  const shopper = await makeShopper();
  const row = await reserve(shopper.ctx, {
    key: randomUUID(),
    storeId: store.id,
    lines: [{ variantId, quantity: 1 }],
    contact: { name: "Leyla", contact: "leyla@example.test" },
  });
  const rauf = await makeConsultant(store.id);
  const manager = await makeConsultant(store.id, "manager", "Sevda");
  await db()
    .update(staff)
    .set({ pinHash: await hashPin("7754") })
    .where(eq(staff.id, manager.id));
  const lineId = row.lines[0]?.id ?? "";
  const declined = { pickupId: row.id, lineId, status: "declined" as const };
  const act = { action: "stock.write_off" as const, subjectId: lineId, amountMinor: writeOffLimitMinor + 1 };
  await claim(rauf.ctx, { pickupId: row.id });
  await expect(setLineStatus(rauf.ctx, declined)).rejects.toMatchObject({ appCode: "APPROVAL_NEEDED", details: act });
  const onHand = async () => {
    const at = and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, store.id));
    return (await db().select().from(stockLevel).where(at))[0]?.onHand;
  };
  expect(await onHand()).toBe(2);
  const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin: "7754", act });
  await setLineStatus(rauf.ctx, { ...declined, approvalId });
  expect(await onHand()).toBe(1);
  const written = and(eq(auditEntry.subjectId, row.id), eq(auditEntry.action, "pickup.line.declined"));
  const [entry] = await db().select().from(auditEntry).where(written);
  expect(entry).toMatchObject({ actorId: rauf.id, approvedBy: manager.id, after: { line: "declined" } });
  await setLineStatus(rauf.ctx, { ...declined, status: "reserved" });
  await expect(setLineStatus(rauf.ctx, { ...declined, approvalId })).rejects.toMatchObject({
    appCode: "APPROVAL_NEEDED",
  });
});
