"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPCClient } from "@/components/trpc/client";
import { cleanContact, compactPhone } from "@/server/shoppers/contacts/rules";
import { type Fields, toDraftInput } from "./fields";
import type { CheckoutForm } from "./use-checkout-form";

/** What the server cannot read, and the field in which it stands. */
export type ContactRefusal = { field: "email" | "phone"; error: unknown };

/**
 * Has the server read e-mail and phone where they are typed, before the last step. A number without its country is written
 * into the field with the one it was read with, so that another store or address does not make it another person's.
 */
export function useCheckContact(draft: CheckoutForm) {
  const client = useTRPCClient();
  const { mutateAsync, isPending, error, reset, variables } = useMutation({
    networkMode: "always",
    mutationFn: (fields: Fields) => client.checkout.checkContact.mutate(toDraftInput(fields)),
  });
  const refusal = refusalOf(error);
  const field = refusal?.details.field === "email" ? "email" : "phone";
  const isRefused = refusal?.code === "CONTACT_WRONG" && variables?.[field] === draft.fields[field];
  return {
    /** Null again as soon as the field says something else. */
    refused: isRefused ? ({ field, error } satisfies ContactRefusal) : null,
    busy: isPending,
    reset,
    /** False: `refused` says why. What else hinders is said where it is ordered. */
    check: async (fields: Fields = draft.fields): Promise<boolean> => {
      try {
        const { phone } = await mutateAsync(fields);
        if (phone && !compactPhone(cleanContact(fields.phone)).startsWith("+")) draft.set("phone", phone);
        return true;
      } catch (e) {
        return refusalOf(e)?.code !== "CONTACT_WRONG";
      }
    },
  };
}
