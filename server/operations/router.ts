import { pull } from "@/server/sync/pull";
import { pullSchema } from "@/server/sync/schema";
import { publicProcedure, router } from "@/server/trpc/init";
import { type createPush, push } from "./push";
import { pushSchema } from "./schema";

/**
 * The procedures of sync around a `push`. The live stream `sync.stream` is answered beside the router, see stream.ts.
 */
export const syncRouterWith = (push: ReturnType<typeof createPush>) =>
  router({
    /** Whether the server answers. */
    ping: publicProcedure.query(() => "pong" as const),
    /** Applies a device's operations; shoppers' devices and tablets with a shift. */
    push: publicProcedure.input(pushSchema).mutation(({ ctx, input }) => push(ctx, input)),
    /** Returns the changes since the given cursors, as the stream would send them. */
    pull: publicProcedure.input(pullSchema).query(({ ctx, input }) => pull(ctx.actor, input)),
  });

export const syncRouter = syncRouterWith(push);
