import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { atNow, id } from "../columns";
import { staff } from "./identity";
import { order, orderLine } from "./orders";
import { store } from "./stores";

/** Items returned in a store. */
export const goodsReturn = pgTable(
  "goods_return",
  {
    id: id(),
    orderId: uuid().notNull(),
    storeId: uuid()
      .notNull()
      .references(() => store.id),
    staffId: uuid()
      .notNull()
      .references(() => staff.id),
    refundMinor: integer().notNull(),
    currency: text().notNull(),
    createdAt: atNow(),
  },
  (t) => [
    foreignKey({
      name: "goods_return_order_currency",
      columns: [t.orderId, t.currency],
      foreignColumns: [order.id, order.currency],
    }),
    index("goods_return_order").on(t.orderId),
  ],
);

export const goodsReturnLine = pgTable(
  "goods_return_line",
  {
    id: id(),
    returnId: uuid()
      .notNull()
      .references(() => goodsReturn.id),
    orderLineId: uuid()
      .notNull()
      .references(() => orderLine.id),
    quantity: integer().notNull(),
    reason: text().$type<"size" | "changed_mind" | "faulty" | "other">().notNull(),
    /** Whether the items were restocked; otherwise they were written off as damaged. */
    restocked: text().$type<"shelf" | "damaged">().notNull(),
  },
  (t) => [
    index("goods_return_line_return").on(t.returnId),
    index("goods_return_line_order_line").on(t.orderLineId),
    check("goods_return_line_quantity", sql`quantity > 0`),
  ],
);
