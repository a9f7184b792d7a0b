import type { PushReply } from "@/server/operations/schema";
import type { StreamMessage } from "@/server/sync/schema";
import { type Draft, mergeScope, type Notice, type RemoteChange } from "./local-store";
import { acknowledge, applyPatch, forgetScope } from "./patches";

/** What applying the server's words to the book came to. */
export type Taken = { gap: boolean; remote: RemoteChange[]; notices: Notice[] };

/** Takes a reply into the book: its patches first, then its answers, in one transaction. */
export function takeReply(draft: Draft, clientId: string, reply: PushReply, now: number): Taken {
  const taken: Taken = { gap: false, remote: [], notices: [] };
  for (const patch of reply.patches) {
    const { fit, remote } = applyPatch(draft, patch, clientId, now);
    taken.gap ||= fit === "gap";
    taken.remote.push(...remote);
  }
  taken.notices.push(...acknowledge(draft, clientId, reply.results, now));
  return taken;
}

/** Takes what the stream or a pull said into the book. */
export function takeMessages(draft: Draft, messages: StreamMessage[], clientId: string, now: number): Taken {
  const taken: Taken = { gap: false, remote: [], notices: [] };
  for (const message of messages) {
    if (message.kind === "gone") forgetScope(draft, message.scope, now);
    else if (message.kind === "merged") mergeScope(draft, message.from, message.into);
    else if (message.kind !== "signed_out") {
      const { fit, remote } = applyPatch(draft, message, clientId, now);
      taken.gap ||= fit === "gap";
      taken.remote.push(...remote);
    }
  }
  return taken;
}
