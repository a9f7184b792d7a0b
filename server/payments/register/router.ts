import { consultantProcedure, officeProcedure, router } from "@/server/trpc/init";
import { closeRegister, moveRegisterCash, openRegister, payOutRefund } from "./commands";
import { getRegister, listRegisterSessions } from "./queries";
import {
  closeRegisterSchema,
  moveRegisterCashSchema,
  openRegisterSchema,
  payOutSchema,
  registerSessionsSchema,
} from "./schema";

/** The register of the tablet of the current shift. */
export const registerRouter = router({
  get: consultantProcedure.query(({ ctx }) => getRegister(ctx.actor.storeDeviceId)),
  open: consultantProcedure.input(openRegisterSchema).mutation(({ ctx, input }) => openRegister(ctx, input)),
  moveCash: consultantProcedure
    .input(moveRegisterCashSchema)
    .mutation(({ ctx, input }) => moveRegisterCash(ctx, input)),
  close: consultantProcedure.input(closeRegisterSchema).mutation(({ ctx, input }) => closeRegister(ctx, input)),
  payOut: consultantProcedure.input(payOutSchema).mutation(({ ctx, input }) => payOutRefund(ctx, input)),
});

/** All registers, for the office. */
export const registerOfficeRouter = router({
  listSessions: officeProcedure.input(registerSessionsSchema).query(({ input }) => listRegisterSessions(input)),
});
