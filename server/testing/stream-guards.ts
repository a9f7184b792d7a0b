import { resolveActor } from "@/server/app/context";
import { listVisibleScopes } from "@/server/sync/pull";
import type { StreamGuards } from "@/server/sync/stream/handler";
import { isForeignStream } from "@/server/trpc/origin";

/** What stands before a stream, without limits. */
export const streamGuards: StreamGuards = {
  actorOf: resolveActor,
  foreign: isForeignStream,
  wait: () => 0,
  visibleScopes: listVisibleScopes,
};
