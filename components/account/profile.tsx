"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useOwner, useSyncStatus } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

/** The name that consultants see. */
export function NameForm({ name }: { name: string }) {
  const t = useTranslations("account.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [value, setValue] = useState(name);
  const rename = useMutation(
    trpc.shoppers.rename.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.shoppers.getMe.queryKey() }),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ name: value });
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-3">
      <div className="flex-1">
        <TextField
          label={t("name")}
          autoComplete="name"
          maxLength={80}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          error={rename.error ? errorText(rename.error) : null}
        />
      </div>
      <Button type="submit" variant="outline" busy={rename.isPending} disabled={value.trim() === name}>
        {t("save")}
      </Button>
    </form>
  );
}

/** Signs out and wipes this device's copy. Changes that were not sent would be lost, so it says so first. */
export function SignOut() {
  const t = useTranslations("account.profile");
  const trpc = useTRPC();
  const locale = useLocale();
  const errorText = useErrorText();
  const { kept } = useSyncStatus();
  const { forget } = useOwner();
  const [warned, setWarned] = useState(false);
  const signOut = useMutation(
    trpc.shoppers.signOut.mutationOptions({
      onSuccess: async () => {
        await forget();
        // A full navigation drops everything this page holds in memory.
        location.replace(`/${locale}/account`);
      },
    }),
  );
  if (warned && kept > 0) {
    return (
      <div className="grid gap-4">
        <Notice tone="kept">{t("unsent", { count: kept })}</Notice>
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => setWarned(false)}>{t("stay")}</Button>
          <Button variant="outline" busy={signOut.isPending} onClick={() => signOut.mutate()}>
            {t("loseAndSignOut")}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="grid gap-3">
      <Button
        variant="outline"
        className="justify-self-start"
        busy={signOut.isPending}
        onClick={() => (kept > 0 ? setWarned(true) : signOut.mutate())}
      >
        {t("signOut")}
      </Button>
      {signOut.error ? <Notice tone="error">{errorText(signOut.error)}</Notice> : null}
    </div>
  );
}
