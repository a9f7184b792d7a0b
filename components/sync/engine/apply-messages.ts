import type { PushReply } from "@/server/operations/schema";
import type { StreamMessage } from "@/server/sync/schema";
import { mergeScope, type Notice, type RemoteChange, type StoreTransaction } from "./local-store";
import { applyPatch, applyResults, forgetScope } from "./patches";

/** The result of applying messages to the local store. */
export type ApplyResult = { gap: boolean; remote: RemoteChange[]; notices: Notice[] };

/** Applies a push reply to the local store: patches first, then results, in one transaction. */
export function applyReply(tx: StoreTransaction, clientId: string, reply: PushReply, now: number): ApplyResult {
  const result: ApplyResult = { gap: false, remote: [], notices: [] };
  for (const patch of reply.patches) {
    const { fit, remote } = applyPatch(tx, patch, clientId, now);
    result.gap ||= fit === "gap";
    result.remote.push(...remote);
  }
  result.notices.push(...applyResults(tx, clientId, reply.results, now));
  return result;
}

/** Applies patches of the stream or a pull to the local store. */
export function applyMessages(
  tx: StoreTransaction,
  messages: StreamMessage[],
  clientId: string,
  now: number,
): ApplyResult {
  const result: ApplyResult = { gap: false, remote: [], notices: [] };
  for (const message of messages) {
    if (message.kind === "gone") forgetScope(tx, message.scope, now);
    else if (message.kind === "merged") mergeScope(tx, message.from, message.into);
    else if (message.kind !== "signed_out") {
      const { fit, remote } = applyPatch(tx, message, clientId, now);
      result.gap ||= fit === "gap";
      result.remote.push(...remote);
    }
  }
  return result;
}
