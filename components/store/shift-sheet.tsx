"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { LanguageSwitch } from "@/components/i18n/language-switch";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { useShift } from "./use-shift";

function LockedColleagues() {
  const t = useTranslations("store.shift");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const shift = useShift();
  const unlock = useMutation(
    trpc.staff.store.unlock.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.staff.store.getState.queryKey() }),
    }),
  );
  const locked = shift.colleagues.filter((person) => person.locked);
  if (locked.length === 0 || shift.role !== "manager") return null;
  return (
    <section className="grid gap-3">
      <h3 className="font-medium">{t("lockedOut")}</h3>
      {locked.map((person) => (
        <div key={person.id} className="flex items-center justify-between gap-4">
          <span className="text-lg">{person.name}</span>
          <Button
            size="tablet"
            variant="outline"
            busy={unlock.isPending}
            onClick={() => unlock.mutate({ staffId: person.id })}
          >
            {t("unlock")}
          </Button>
        </div>
      ))}
      {unlock.error ? <Notice tone="refused">{errorText(unlock.error)}</Notice> : null}
    </section>
  );
}

/** The shift: lock or hand the tablet to a colleague, change the language, let a colleague try the PIN again. */
export function ShiftSheet({
  open,
  onOpenChange,
  onLock,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onLock: () => void;
}) {
  const t = useTranslations("store.shift");
  const { name, role } = useShift();
  return (
    <Sheet title={name} closeLabel={t("close")} open={open} onOpenChange={onOpenChange}>
      <div className="grid gap-8">
        <p className="text-lg">{t(`role.${role}`)}</p>
        <Button size="tablet" block onClick={onLock}>
          {t("lock")}
        </Button>
        <LockedColleagues />
        <div className="flex items-center justify-between">
          <span>{t("language")}</span>
          <LanguageSwitch label={t("language")} />
        </div>
      </div>
    </Sheet>
  );
}
