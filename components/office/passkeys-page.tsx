"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNow, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { PasskeyView } from "@/server/staff/passkeys/schema";
import { NamedAddress } from "./named-address";
import { startRegistration, useConfirmWithPasskey, usePasskeyErrorText } from "./use-passkey";

function Passkey({ passkey }: { passkey: PasskeyView }) {
  const t = useTranslations("office.passkey.list");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = usePasskeyErrorText();
  const confirmed = useConfirmWithPasskey();
  const { ago } = useInstants();
  const now = useNow({ updateInterval: 30_000 });
  const drop = useMutation(trpc.staff.office.removePasskey.mutationOptions());
  const remove = useMutation({
    mutationFn: () => confirmed(() => drop.mutateAsync({ id: passkey.id })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.staff.office.listPasskeys.queryKey() }),
  });
  const name = passkey.label || t("unnamed");
  const facts = [
    t("made", { when: ago(passkey.createdAt, now) }),
    passkey.lastUsedAt ? t("used", { when: ago(passkey.lastUsedAt, now) }) : t("never"),
    passkey.synced ? t("synced") : t("single"),
  ];
  const last = refusalOf(remove.error)?.details.reason === "last_passkey";
  return (
    <li className="grid gap-3 border-b border-hairline py-4">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div>
          <p className="font-medium">
            {name} {passkey.current ? <span className="font-normal text-sage">· {t("current")}</span> : null}
          </p>
          <p className="text-sm text-soft">{facts.join(" · ")}</p>
        </div>
        <Button
          size="small"
          variant="outline"
          busy={remove.isPending}
          aria-label={t("removeOf", { name })}
          onClick={() => remove.mutate()}
        >
          {t("remove")}
        </Button>
      </div>
      {remove.error ? <Notice tone="refused">{last ? t("last") : errorText(remove.error)}</Notice> : null}
    </li>
  );
}

function AddPasskey() {
  const t = useTranslations("office.passkey.list");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = usePasskeyErrorText();
  const confirmed = useConfirmWithPasskey();
  const office = trpc.staff.office;
  const [label, setLabel] = useState("");
  const begin = useMutation(office.beginAddPasskey.mutationOptions());
  const keep = useMutation(office.addPasskey.mutationOptions());
  const add = useMutation({
    mutationFn: async () => {
      const response = await startRegistration({ optionsJSON: await confirmed(() => begin.mutateAsync()) });
      await keep.mutateAsync({ label, response } as Parameters<typeof keep.mutateAsync>[0]);
    },
    onSuccess: async () => {
      setLabel("");
      await queryClient.invalidateQueries({ queryKey: office.pathKey() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="grid max-w-md gap-5">
      <NamedAddress />
      <TextField
        label={t("name")}
        hint={t("nameHint")}
        maxLength={60}
        value={label}
        onChange={(e) => setLabel(e.target.value)}
      />
      {add.error ? <Notice tone="refused">{errorText(add.error)}</Notice> : null}
      <Button type="submit" busy={add.isPending}>
        {t("add")}
      </Button>
    </form>
  );
}

/** The user's own passkeys: list, add, remove. */
export function PasskeysPage() {
  const t = useTranslations("office.passkey.list");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const list = useQuery(trpc.staff.office.listPasskeys.queryOptions());
  return (
    <main id="main" className="mx-auto grid w-full max-w-4xl gap-6 px-5 py-10 md:px-14">
      <h1 className="font-serif text-4xl">{t("title")}</h1>
      <p className="max-w-2xl text-pretty text-soft">{t("text")}</p>
      {list.isPending ? <Skeleton className="h-32" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      {list.data?.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {list.data && list.data.length > 0 ? (
        <p className="max-w-2xl text-sm text-pretty text-soft">{t("confirmFirst")}</p>
      ) : null}
      <ul>
        {list.data?.map((passkey) => (
          <Passkey key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      <AddPasskey />
    </main>
  );
}
