"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { newId } from "@/components/sync/engine/clock";
import { useMutate, useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import type { ErrorCode } from "@/server/platform/errors";
import type { OpBody, OpOf } from "@/server/operations/schema";
import { useAway } from "@/components/sync/react/use-is-offline";

type WishName = "wish.pickup" | "wish.fitting";
type Args<N extends WishName> = OpOf<N>["args"];
/** The answer of the server, or the key of a wish that is kept until there is one. */
export type Asked<Made> = { made: Made; key?: never } | { made?: never; key: string };

const timeoutMs = 10_000;
const refusal = (appCode: ErrorCode) => Object.assign(new Error(appCode), { data: { appCode } });

/**
 * Asks for a pick-up or a fitting with `send`; without a network, or when no answer comes, it is kept as a wish under the same key: what the lost call may have made is then found, not made again.
 * The key stays the same while the same thing is asked. The browser becomes a guest first if it is nobody yet.
 */
export function useAsk<N extends WishName, Made>(
  name: N,
  send: (args: Args<N>, signal: AbortSignal) => Promise<Made>,
  onAsked?: (asked: Asked<Made>) => void,
) {
  const { owner, ensureShopper } = useOwner();
  const away = useAway();
  const { kept } = useSyncStatus();
  const mutate = useMutate();
  const asked = useRef({ text: "", key: "" });
  return useMutation({
    networkMode: "always",
    mutationFn: async (input: Omit<Args<N>, "key">): Promise<Asked<Made>> => {
      if (owner?.kind === "linked") throw refusal("SIGN_IN_NEEDED");
      const text = JSON.stringify(input);
      if (asked.current.text !== text) asked.current = { text, key: newId() };
      const { key } = asked.current;
      const args = { ...input, key } as Args<N>;
      try {
        // What is asked of lines of the bag comes after the changes of the bag.
        if (!away && !(kept > 0 && text.includes('"lineKey"'))) {
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
      asked.current = { text: "", key: "" };
      onAsked?.(result);
    },
  });
}
