"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { OfficeSignInState } from "@/server/staff/schema";
import { NamedAddress } from "./named-address";
import { OfficeFrame } from "./office-frame";
import { startAuthentication, startRegistration, supportsPasskeys, usePasskeyErrorText } from "./use-passkey";

type PasskeyState = Extract<OfficeSignInState, { state: "passkey" }>;

/** After the code: uses a passkey, or creates the first one. Only the demo can skip it. */
export function PasskeyStep({ state }: { state: PasskeyState }) {
  const t = useTranslations("office.passkey");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = usePasskeyErrorText();
  const office = trpc.staff.office;
  const reload = () => queryClient.invalidateQueries({ queryKey: office.pathKey() });
  const begin = useMutation(office.beginPasskey.mutationOptions());
  const finish = useMutation(office.finishPasskey.mutationOptions());
  const skip = useMutation(office.skipPasskey.mutationOptions({ onSuccess: reload }));
  const leave = useMutation(office.signOut.mutationOptions({ onSettled: reload }));
  const show = useMutation({
    mutationFn: async () => {
      const task = await begin.mutateAsync();
      const response =
        task.kind === "register"
          ? await startRegistration({ optionsJSON: task.options })
          : await startAuthentication({ optionsJSON: task.options });
      await finish.mutateAsync(response as Parameters<typeof finish.mutateAsync>[0]);
    },
    onSuccess: reload,
  });
  const over = refusalOf(show.error)?.code === "UNAUTHENTICATED";
  const error = show.error ?? skip.error;
  const able = state.possible && supportsPasskeys();
  return (
    <OfficeFrame
      title={state.registered ? t("title") : t("firstTitle")}
      text={state.registered ? t("text") : t("firstText")}
    >
      {state.possible ? null : <NamedAddress />}
      {state.possible && !able ? <Notice tone="refused">{t("unknown")}</Notice> : null}
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {able && !over ? (
        <Button block autoFocus busy={show.isPending || show.isSuccess} onClick={() => show.mutate()}>
          {state.registered ? t("show") : t("make")}
        </Button>
      ) : null}
      {state.maySkip && !over ? (
        <>
          <Button block variant="outline" busy={skip.isPending || skip.isSuccess} onClick={() => skip.mutate()}>
            {t("skip")}
          </Button>
          <p className="text-sm text-pretty text-soft">{t("skipText")}</p>
        </>
      ) : null}
      <button
        type="button"
        onClick={() => leave.mutate()}
        className="min-h-11 justify-self-start text-sm underline underline-offset-4"
      >
        {t("again")}
      </button>
    </OfficeFrame>
  );
}
