import { consultantProcedure, ownerProcedure, router } from "@/server/trpc/init";
import { cancelFulfilmentSchema } from "../schema";
import { cancelShipment } from "./cancel";
import { claim, getLabel, markDelivered, pack, ship, unclaim } from "./commands";
import { listShipmentsInTransit } from "./queries";
import { declineShipmentLineSchema, shipmentIdSchema, shipSchema } from "./schema";
import { declineLine } from "./shortages";

/** The shipments of a shopper's order. */
export const orderShipmentsRouter = router({
  cancelShipment: ownerProcedure.input(cancelFulfilmentSchema).mutation(({ ctx, input }) => cancelShipment(ctx, input)),
});

/** Shipments on the tablet of the store that sends them; the open ones are rows of the store's scope. */
export const storeShipmentsRouter = router({
  listInTransit: consultantProcedure.query(({ ctx }) => listShipmentsInTransit(ctx.actor.storeId)),
  claim: consultantProcedure.input(shipmentIdSchema).mutation(({ ctx, input }) => claim(ctx, input)),
  unclaim: consultantProcedure.input(shipmentIdSchema).mutation(({ ctx, input }) => unclaim(ctx, input)),
  declineLine: consultantProcedure
    .input(declineShipmentLineSchema)
    .mutation(({ ctx, input }) => declineLine(ctx, input)),
  pack: consultantProcedure.input(shipmentIdSchema).mutation(({ ctx, input }) => pack(ctx, input)),
  /** The recipient: the access is logged, hence a mutation. */
  getLabel: consultantProcedure.input(shipmentIdSchema).mutation(({ ctx, input }) => getLabel(ctx, input)),
  ship: consultantProcedure.input(shipSchema).mutation(({ ctx, input }) => ship(ctx, input)),
  markDelivered: consultantProcedure.input(shipmentIdSchema).mutation(({ ctx, input }) => markDelivered(ctx, input)),
});
