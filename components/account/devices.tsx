"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNow, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";

/** The browsers that are signed in or linked, each with "sign out there". */
export function Devices() {
  const t = useTranslations("account.devices");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { ago } = useInstants();
  const now = useNow({ updateInterval: 60_000 });
  const errorText = useErrorText();
  const list = useQuery(trpc.devices.list.queryOptions());
  const key = trpc.devices.list.queryKey();
  const revoke = useMutation(
    trpc.devices.revoke.mutationOptions({ onSettled: () => queryClient.invalidateQueries({ queryKey: key }) }),
  );
  const revokeOthers = useMutation(
    trpc.devices.revokeOthers.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
    }),
  );
  const others = list.data?.filter((device) => !device.current) ?? [];
  return (
    <section className="grid gap-2">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      {list.isPending ? <Skeleton className="h-16" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      <ul>
        {list.data?.map((device) => (
          <li key={device.id} className="flex items-center justify-between gap-4 border-b border-hairline py-3">
            <div>
              <p className="font-medium">
                {t(`kind.${device.kind}`)}
                {device.label ? <span className="font-normal text-soft"> · {device.label}</span> : null}
              </p>
              <p className="text-sm text-soft">
                {device.current ? t("this") : t("seen", { when: ago(device.lastSeenAt, now) })}
                {device.access === "linked" ? ` · ${t("linked")}` : null}
              </p>
            </div>
            {device.current ? null : (
              <Button
                size="small"
                variant="outline"
                className="shrink-0 whitespace-nowrap"
                busy={revoke.isPending && revoke.variables.id === device.id}
                onClick={() => revoke.mutate({ id: device.id })}
              >
                {t("signOut")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 ? (
        <Button
          size="small"
          variant="outline"
          className="mt-2 justify-self-start"
          busy={revokeOthers.isPending}
          onClick={() => revokeOthers.mutate()}
        >
          {t("signOutOthers")}
        </Button>
      ) : null}
      {revokeOthers.isSuccess ? <Notice tone="done">{t("othersOut")}</Notice> : null}
      {revokeOthers.error ? <Notice tone="error">{errorText(revokeOthers.error)}</Notice> : null}
      {revoke.error ? <Notice tone="error">{errorText(revoke.error)}</Notice> : null}
    </section>
  );
}
