import { expect, test } from "vitest";
import {
  dueMinor,
  fulfilmentMayMove,
  fulfilmentMovesTo,
  fulfilmentStatuses,
  orderMayMove,
  orderStatus,
  shownOf,
} from "./rules";

test("every pair of a parcel's statuses is decided", () => {
  const moves = fulfilmentStatuses.flatMap((from) =>
    fulfilmentStatuses.filter((to) => fulfilmentMayMove(from, to)).map((to) => `${from} > ${to}`),
  );
  expect(moves).toEqual([
    ...["waiting > open", "waiting > handed_over", "waiting > cancelled"],
    ...["open > packed", "open > cancelled"],
    ...["packed > open", "packed > sent", "packed > cancelled"],
    "sent > delivered",
  ]);
  expect(fulfilmentMovesTo("cancelled")).toEqual(["waiting", "open", "packed"]);
});

test("every pair of an order's states is decided", () => {
  const states = ["awaiting", "placed", "void"] as const;
  const moves = states.flatMap((from) => states.filter((to) => orderMayMove(from, to)).map((to) => `${from} > ${to}`));
  expect(moves).toEqual(["awaiting > placed", "awaiting > void", "void > placed"]);
});

test("an order is said to be what its parts are", () => {
  const all = { kept: 2, returned: 0 };
  const said = (parts: Parameters<typeof orderStatus>[1], kept = all) => orderStatus("placed", parts, kept);
  expect(orderStatus("awaiting", ["waiting"], all)).toBe("awaiting_payment");
  expect(orderStatus("void", ["cancelled"], all)).toBe("not_paid");
  expect(said(["preparing", "ready"])).toBe("partly_ready");
  expect(said(["ready", "collected"])).toBe("ready");
  expect(said(["sent", "handed_over"])).toBe("on_the_way");
  expect(said(["preparing", "sent"])).toBe("preparing");
  expect(said(["delivered", "cancelled"])).toBe("complete");
  expect(said(["cancelled", "declined"])).toBe("cancelled");
  expect(said(["collected"], { kept: 0, returned: 2 })).toBe("returned");
  expect(said(["collected"], { kept: 0, returned: 0 })).toBe("cancelled");
});

test("a part is told by its own table", () => {
  expect(shownOf("pickup", "open", "picking")).toBe("preparing");
  expect(shownOf("pickup", "open", "expired")).toBe("expired");
  expect(shownOf("pickup", "waiting", null)).toBe("waiting");
  expect(shownOf("delivery", "packed", null)).toBe("preparing");
  expect(shownOf("counter", "handed_over", null)).toBe("handed_over");
});

test("what is owed: what is kept, and a delivery once anything was delivered for it", () => {
  const line = { kind: "delivery" as const, quantity: 2, cancelled: 0, returned: 0, priceMinor: 1000 };
  const here = { ...line, kind: "pickup" as const };
  expect(dueMinor([line, here], 500)).toBe(4500);
  expect(dueMinor([{ ...line, cancelled: 1, returned: 1 }, here], 500)).toBe(2500);
  expect(dueMinor([{ ...line, cancelled: 2 }, here], 500)).toBe(2000);
  expect(dueMinor([here], 0)).toBe(2000);
});
