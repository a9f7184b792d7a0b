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
  const list = useQuery(trpc.identity.devices.queryOptions());
  const key = trpc.identity.devices.queryKey();
  const revoke = useMutation(
    trpc.identity.revokeDevice.mutationOptions({ onSettled: () => queryClient.invalidateQueries({ queryKey: key }) }),
  );
  return (
    <section className="grid gap-2">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      {list.isPending ? <Skeleton className="h-16" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      <ul>
        {list.data?.map((device) => (
          <li key={device.id} className="flex items-center justify-between gap-4 border-b border-hairline py-3">
            <div>
              <p className="font-medium">{device.label || t(`kind.${device.kind}`)}</p>
              <p className="text-sm text-soft">
                {device.current ? t("this") : t("seen", { when: ago(device.lastSeenAt, now) })}
                {device.access === "linked" ? ` · ${t("linked")}` : null}
              </p>
            </div>
            {device.current ? null : (
              <Button
                size="small"
                variant="outline"
                busy={revoke.isPending && revoke.variables.id === device.id}
                onClick={() => revoke.mutate({ id: device.id })}
              >
                {t("signOut")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {revoke.error ? <Notice tone="error">{errorText(revoke.error)}</Notice> : null}
    </section>
  );
}
