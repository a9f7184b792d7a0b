"use client";
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";

/** Creates or uses a passkey with the browser's authenticator. */
export { startAuthentication, startRegistration };

/** Whether this browser supports passkeys. */
export const supportsPasskeys = (): boolean => browserSupportsWebAuthn();

/** Runs `act`; when the server requires a recent passkey, asks for it and retries. */
export function useConfirmWithPasskey(): <T>(act: () => Promise<T>) => Promise<T> {
  const office = useTRPC().staff.office;
  const begin = useMutation(office.beginConfirmation.mutationOptions());
  const confirm = useMutation(office.confirm.mutationOptions());
  return (act) =>
    act().catch(async (error) => {
      if (refusalOf(error)?.details.reason !== "unconfirmed") throw error;
      const shown = await startAuthentication({ optionsJSON: await begin.mutateAsync() });
      await confirm.mutateAsync(shown as Parameters<typeof confirm.mutateAsync>[0]);
      return act();
    });
}

/** Returns the text of a passkey error, of the browser or the server. */
export function usePasskeyErrorText(): (error: unknown) => string {
  const t = useTranslations("office.passkey.error");
  const errorText = useErrorText();
  return (error) => {
    if (error instanceof WebAuthnError) {
      return error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED" ? t("known") : t("cancelled");
    }
    if (error instanceof DOMException || (error instanceof Error && error.name === "NotAllowedError"))
      return t("cancelled");
    const refusal = refusalOf(error);
    if (refusal?.code === "UNAUTHENTICATED") return t("over");
    if (refusal?.code === "PASSKEY_WRONG" && refusal.details.reason === "late") return t("late");
    return errorText(error);
  };
}
