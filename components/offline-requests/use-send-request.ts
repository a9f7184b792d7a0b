"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { createId } from "@/components/sync/engine/clock";
import { useMutate, useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import type { OpBody, OpOf } from "@/server/operations/schema";
import type { ErrorCode } from "@/server/platform/errors";

type RequestName = "wish.pickup" | "wish.fitting";
type Args<N extends RequestName> = OpOf<N>["args"];
/** The answer of the server, or the key of a wish that is kept until there is one. */
export type SendResult<Result> = { made: Result; key?: never } | { made?: never; key: string };

const timeoutMs = 10_000;
const createRefusal = (appCode: ErrorCode) => Object.assign(new Error(appCode), { data: { appCode } });

/**
 * Asks for a pick-up or a fitting with `send`; without a network, or when no answer comes, it is kept as a wish under the same key: what the lost call may have made is then found, not made again.
 * The key stays the same while the same thing is asked. The browser becomes a guest first if it is nobody yet.
 */
export function useSendRequest<N extends RequestName, Result>(
  name: N,
  send: (args: Args<N>, signal: AbortSignal) => Promise<Result>,
  onSent?: (lastSent: SendResult<Result>) => void,
) {
  const { owner, ensureShopper } = useOwner();
  const isOffline = useIsOffline();
  const { kept } = useSyncStatus();
  const mutate = useMutate();
  const lastSent = useRef({ text: "", key: "" });
  return useMutation({
    networkMode: "always",
    mutationFn: async (input: Omit<Args<N>, "key">): Promise<SendResult<Result>> => {
      if (owner?.kind === "linked") throw createRefusal("SIGN_IN_NEEDED");
      const text = JSON.stringify(input);
      if (lastSent.current.text !== text) lastSent.current = { text, key: createId() };
      const { key } = lastSent.current;
      const args = { ...input, key } as Args<N>;
      try {
        // What is asked of lines of the bag comes after the changes of the bag.
        if (!isOffline && !(kept > 0 && text.includes('"lineKey"'))) {
          await ensureShopper();
          return { made: await send(args, AbortSignal.timeout(timeoutMs)) };
        }
      } catch (e) {
        if (refusalOf(e)) throw e;
      }
      await mutate([{ name, args } as OpBody]);
      return { key };
    },
    onSuccess: (result) => {
      lastSent.current = { text: "", key: "" };
      onSent?.(result);
    },
  });
}
