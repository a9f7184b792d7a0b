import { identityRouter } from "@/server/identity/router";
import { router } from "./init";

export const appRouter = router({
  identity: identityRouter,
});
export type AppRouter = typeof appRouter;
