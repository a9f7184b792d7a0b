"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LanguageSwitch } from "@/components/i18n/language-switch";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import type { TabletState } from "@/server/staff/schema";
import { PinPad } from "./lock-pin-pad";

type Enrolled = Extract<TabletState, { enrolled: true }>;
type Person = Enrolled["staff"][number];

function Tile({ person, onChoose }: { person: Person; onChoose: () => void }) {
  const t = useTranslations("store.lock");
  const note = person.locked ? t("locked") : person.hasPin ? t(`role.${person.role}`) : t("noPin");
  return (
    <button
      type="button"
      disabled={person.locked || !person.hasPin}
      onClick={onChoose}
      className="grid min-h-28 content-center gap-1 rounded border border-field bg-paper px-6 text-left hover:border-ink disabled:border-hairline disabled:bg-transparent"
    >
      <span className="font-serif text-2xl">{person.name}</span>
      <span className={person.locked ? "text-thread" : ""}>{note}</span>
    </button>
  );
}

/** The lock screen: choose a colleague and enter the PIN to start the shift. */
export function LockScreen({ tablet }: { tablet: Enrolled }) {
  const t = useTranslations("store.lock");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<string | null>(null);
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.staff.store.getState.queryKey() });
  const start = useMutation(trpc.staff.store.startShift.mutationOptions({ onSettled: reload }));
  const person = tablet.staff.find((p) => p.id === chosen);
  const refusal = refusalOf(start.error);
  const sentence =
    refusal?.code === "PIN_WRONG"
      ? t("wrong", { left: Number(refusal.details.left ?? 0) })
      : start.error
        ? errorText(start.error)
        : null;
  const leave = () => {
    setChosen(null);
    start.reset();
  };
  return (
    <main className="mx-auto grid min-h-dvh max-w-4xl grid-rows-[auto_1fr_auto] gap-8 px-8 py-6">
      <header className="flex items-center justify-between">
        <p className="text-lg">
          <span className="font-serif text-2xl">Selvedge</span> · {tablet.storeName}
        </p>
        <LanguageSwitch label={t("language")} />
      </header>
      {person ? (
        <section className="mx-auto grid w-full max-w-sm content-center gap-6">
          <h1 className="text-center font-serif text-3xl">{t("pinOf", { name: person.name })}</h1>
          <div className="min-h-14">{sentence ? <Notice tone="refused">{sentence}</Notice> : null}</div>
          <PinPad
            busy={start.isPending || start.isSuccess}
            onBack={leave}
            onPin={(pin) => start.mutate({ staffId: person.id, pin })}
          />
        </section>
      ) : (
        <section className="grid content-center gap-6">
          <h1 className="font-serif text-4xl">{t("who")}</h1>
          {tablet.staff.length === 0 ? (
            <Empty title={t("nobody.title")} text={t("nobody.text")} />
          ) : (
            <div className="grid grid-cols-2 gap-4 lg:grid-cols-3">
              {tablet.staff.map((p) => (
                <Tile key={p.id} person={p} onChoose={() => setChosen(p.id)} />
              ))}
            </div>
          )}
        </section>
      )}
      <footer>{tablet.deviceName}</footer>
    </main>
  );
}
