"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNow, useTimeZone, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useServerNow } from "@/components/stores/server-now";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import type { Enrolment, StoreDeviceView } from "@/server/staff/schema";

function Code({ enrolment, onAgain }: { enrolment: Enrolment; onAgain: () => void }) {
  const t = useTranslations("office.devices");
  const left = Math.max(0, Math.ceil((Date.parse(enrolment.expiresAt) - useServerNow(1_000)) / 1000));
  const { when } = useStoreTimes();
  const timeZone: string = useTimeZone() ?? "UTC";
  if (left === 0) {
    return (
      <div className="grid gap-4">
        <Notice tone="refused">{t("expired")}</Notice>
        <Button onClick={onAgain}>{t("newCode")}</Button>
      </div>
    );
  }
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const url = `${location.origin}/store#${enrolment.code.replace("-", "")}`;
  return (
    <div className="grid justify-items-center gap-4 text-center">
      <div className="w-full max-w-72 border border-hairline bg-white p-2">
        <Qr text={url} label={t("qr")} className="size-full" />
      </div>
      <output className="font-serif text-3xl tracking-[0.15em]" data-testid="enrolment-code">
        {enrolment.code}
      </output>
      <p className="tabular" role="timer">
        {t("left", { clock })}
      </p>
      <p className="text-pretty text-soft">
        {t("codeText", {
          time: when(enrolment.expiresAt, timeZone),
        })}
      </p>
    </div>
  );
}

function EnrolForm() {
  const t = useTranslations("office.devices");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const stores = useQuery(trpc.stores.list.queryOptions());
  const [storeId, setStoreId] = useState("");
  const [name, setName] = useState("");
  const enrol = useMutation(trpc.staff.office.enrolDevice.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrol.mutate({ storeId, name });
  };
  if (enrol.data) return <Code enrolment={enrol.data} onAgain={() => enrol.reset()} />;
  return (
    <form onSubmit={submit} className="grid gap-5">
      <SelectField label={t("store")} required value={storeId} onChange={(e) => setStoreId(e.target.value)}>
        <option value="">{t("chooseStore")}</option>
        {stores.data?.stores.map((store) => (
          <option key={store.id} value={store.id}>
            {store.name}, {store.city}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("deviceName")}
        hint={t("deviceNameHint")}
        required
        maxLength={60}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      {enrol.error ? <Notice tone="refused">{errorText(enrol.error)}</Notice> : null}
      <Button type="submit" busy={enrol.isPending}>
        {t("makeCode")}
      </Button>
    </form>
  );
}

function Device({ device }: { device: StoreDeviceView }) {
  const t = useTranslations("office.devices");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { ago } = useInstants();
  const now = useNow({ updateInterval: 30_000 });
  const errorText = useErrorText();
  const revoke = useMutation(
    trpc.staff.office.revokeDevice.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.staff.office.listDevices.queryKey() }),
    }),
  );
  const seen = t("seen", { when: ago(device.lastSeenAt, now) });
  return (
    <li
      className={`flex flex-wrap items-center justify-between gap-4 border-b border-hairline py-4 ${device.revokedAt ? "text-soft" : ""}`}
    >
      <div>
        <p className="font-medium">{device.name}</p>
        <p className="text-sm text-soft">
          {device.storeName} · {device.revokedAt ? t("revoked") : seen}
          {device.shift ? ` · ${t("shift", { name: device.shift })}` : null}
        </p>
        {revoke.error ? <p className="text-sm text-thread">{errorText(revoke.error)}</p> : null}
      </div>
      {device.revokedAt ? null : (
        <Button
          size="small"
          variant="outline"
          busy={revoke.isPending}
          aria-label={t("revokeOf", { name: device.name })}
          onClick={() => revoke.mutate({ id: device.id })}
        >
          {t("revoke")}
        </Button>
      )}
    </li>
  );
}

/** The stores' tablets: enrol one by QR code or letters, revoke one at once. */
export function DevicesPage() {
  const t = useTranslations("office.devices");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const list = useQuery(trpc.staff.office.listDevices.queryOptions(undefined, { refetchInterval: 10_000 }));
  const [open, setOpen] = useState(false);
  return (
    <main id="main" className="mx-auto grid w-full max-w-4xl gap-6 px-5 py-10 md:px-14">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <Button onClick={() => setOpen(true)}>{t("enrol")}</Button>
      </header>
      {list.isPending ? <Skeleton className="h-48" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      {list.data?.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      <ul>
        {list.data?.map((device) => (
          <Device key={device.id} device={device} />
        ))}
      </ul>
      <Sheet title={t("enrol")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {open ? <EnrolForm /> : null}
      </Sheet>
    </main>
  );
}
