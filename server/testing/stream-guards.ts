import { actorOf } from "@/server/app/context";
import type { StreamGuards } from "@/server/sync/stream/handler";
import { visibleScopes } from "@/server/sync/pull";
import { foreignStream } from "@/server/trpc/origin";

/** What stands before a stream, without limits. */
export const streamGuards: StreamGuards = { actorOf, foreign: foreignStream, wait: () => 0, visibleScopes };
