"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { createId } from "@/components/sync/engine/clock";
import { useMutate, useOwner, useWaitUntilSent } from "@/components/sync/react/hooks";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import type { OpBody, OpOf } from "@/server/operations/schema";
import type { ErrorCode } from "@/server/platform/errors";

type RequestName = "request.pickup" | "request.fitting";
type Args<N extends RequestName> = OpOf<N>["args"];
/** The server's result, or the key of the queued request. */
export type SendResult<Result> = { made: Result; key?: never } | { made?: never; key: string };

const timeoutMs = 10_000;
/** How long a request for cart lines waits for their own way to the server. */
const flushTimeoutMs = 3_000;
const createRefusal = (appCode: ErrorCode) => Object.assign(new Error(appCode), { data: { appCode } });

/**
 * Sends a reservation or a fitting with `send`; offline, or when no response comes, queues it as an offline request
 * under the same key, so that a lost call is not repeated. The key stays the same for the same input. Creates a guest
 * first if the browser has no shopper.
 */
export function useSendRequest<N extends RequestName, Result>(
  name: N,
  send: (args: Args<N>, signal: AbortSignal) => Promise<Result>,
  onSent?: (lastSent: SendResult<Result>) => void,
) {
  const { owner, ensureShopper } = useOwner();
  const isOffline = useIsOffline();
  const waitUntilSent = useWaitUntilSent();
  const mutate = useMutate();
  const lastSent = useRef({ text: "", key: "" });
  return useMutation({
    networkMode: "always",
    mutationFn: async (input: Omit<Args<N>, "key">): Promise<SendResult<Result>> => {
      if (owner?.kind === "linked") throw createRefusal("UNAUTHENTICATED");
      const text = JSON.stringify(input);
      if (lastSent.current.text !== text) lastSent.current = { text, key: createId() };
      const { key } = lastSent.current;
      const args = { ...input, key } as Args<N>;
      try {
        // A request for cart lines must follow the queued changes of the cart.
        if (!isOffline && (!text.includes('"lineKey"') || (await waitUntilSent(flushTimeoutMs)))) {
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
