"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPCClient } from "@/components/trpc/client";
import { cleanContact, compactPhone } from "@/server/shoppers/addresses/rules";
import { type Fields, toDraftInput } from "./fields";
import type { CheckoutForm } from "./use-checkout-form";

/** The error of the contact, and the field it belongs to. */
export type ContactRefusal = { field: "email" | "phone"; error: unknown };

/**
 * Validates e-mail and phone on the server before the last step. A number without a country code is written back with
 * it, so that another store or address does not change its meaning.
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
    /** Null again as soon as the field changes. */
    refused: isRefused ? ({ field, error } satisfies ContactRefusal) : null,
    busy: isPending,
    reset,
    /** False: `refused` says why. Other errors are shown when the order is placed. */
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
