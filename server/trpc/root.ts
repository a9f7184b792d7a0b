import { identityRouter } from "@/server/identity/router";
import { storesRouter } from "@/server/stores/router";
import { router } from "./init";

export const appRouter = router({
  identity: identityRouter,
  stores: storesRouter,
});
export type AppRouter = typeof appRouter;
