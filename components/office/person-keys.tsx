"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { may, worksInStore } from "@/server/access/rules";
import { pinSchema, type StaffView } from "@/server/staff/schema";
import { useOfficeMe } from "./use-office-me";

/** Administrators reset the passkeys of a colleague who lost all of them. */
function ResetPasskeys({ person }: { person: StaffView }) {
  const t = useTranslations("office.passkey");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const reset = useMutation(
    trpc.staff.office.resetPasskeys.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.staff.office.list.queryKey() }),
    }),
  );
  return (
    <div className="grid gap-2">
      <p className="text-sm text-pretty text-soft">
        {t("count", { count: person.passkeys })}. {t("resetText")}
      </p>
      {reset.isSuccess ? <Notice tone="done">{t("resetDone")}</Notice> : null}
      {reset.error ? <Notice tone="refused">{errorText(reset.error)}</Notice> : null}
      <Button
        variant="outline"
        disabled={person.passkeys === 0}
        busy={reset.isPending}
        onClick={() => reset.mutate({ staffId: person.id })}
      >
        {t("reset")}
      </Button>
    </div>
  );
}

/** A staff member's credentials: shift PIN (which also unlocks) or passkeys, and deactivation. */
export function PersonKeys({ person }: { person: StaffView }) {
  const t = useTranslations("office.staff");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const me = useOfficeMe();
  const [pin, setPin] = useState("");
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.staff.office.list.queryKey() });
  const set = useMutation(trpc.staff.office.setPin.mutationOptions({ onSuccess: reload }));
  const active = useMutation(trpc.staff.office.setActive.mutationOptions({ onSuccess: reload }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ staffId: person.id, pin }, { onSuccess: () => setPin("") });
  };
  const reason = refusalOf(active.error)?.details.reason;
  return (
    <section className="grid gap-6 border-t border-hairline pt-8">
      {person.storeId ? (
        <form onSubmit={submit} className="flex items-start gap-3">
          <div className="flex-1">
            <TextField
              label={person.hasPin ? t("newPin") : t("firstPin")}
              hint={person.locked ? t("pinUnlocks") : t("pinHint")}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              value={pin}
              onChange={(event) => setPin(event.target.value.replace(/\D/g, ""))}
              error={set.error ? errorText(set.error) : null}
              className="tracking-[0.3em] tabular"
            />
          </div>
          <Button
            type="submit"
            variant="outline"
            className="mt-[1.625rem]"
            disabled={!pinSchema.safeParse(pin).success}
            busy={set.isPending}
          >
            {t("setPin")}
          </Button>
        </form>
      ) : null}
      {set.isSuccess && !pin ? <Notice tone="done">{t("pinSet")}</Notice> : null}
      {may(me.role, "reset_passkeys") && !person.self && !worksInStore(person.role) ? (
        <ResetPasskeys person={person} />
      ) : null}
      {person.self ? null : (
        <Button
          variant="outline"
          busy={active.isPending}
          onClick={() => active.mutate({ staffId: person.id, active: !person.active })}
        >
          {person.active ? t("deactivate") : t("activate")}
        </Button>
      )}
      {active.error ? (
        <Notice tone="refused">{reason === "last_admin" ? t("refused.last_admin") : errorText(active.error)}</Notice>
      ) : null}
    </section>
  );
}
