"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { may } from "@/server/access/rules";
import type { ApprovedAct } from "@/server/staff/approvals.schema";
import { PinPad } from "./lock-pin-pad";
import { type Shift, useShift } from "./use-shift";

type Colleague = Shift["colleagues"][number];

function Approver({ person, onChoose }: { person: Colleague; onChoose: () => void }) {
  const t = useTranslations("store");
  return (
    <button
      type="button"
      disabled={person.locked || !person.hasPin}
      onClick={onChoose}
      className="grid min-h-20 content-center gap-1 rounded border border-field bg-paper px-6 text-left hover:border-ink disabled:border-hairline disabled:bg-transparent"
    >
      <span className="font-serif text-2xl">{person.name}</span>
      {person.locked ? <span className="text-thread">{t("approval.locked")}</span> : null}
      {person.hasPin ? null : <span>{t("lock.noPin")}</span>}
    </button>
  );
}

/**
 * Asks a second person of this store for a PIN to approve an action; `sentence` describes it. Calls `onApproved` with
 * the approval; the action is then sent again with it.
 */
export function SecondApproval({
  act,
  sentence,
  closeLabel,
  nobody,
  onApproved,
  onClose,
}: {
  act: ApprovedAct;
  sentence: string;
  /** The text of the close button, and of what to do when nobody can approve. */
  closeLabel: string;
  nobody: string;
  onApproved: (approvalId: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("store");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { colleagues } = useShift();
  const able = colleagues.filter((person) => may(person.role, "approve"));
  const [chosen, setChosen] = useState<string | null>(null);
  const approve = useMutation(
    trpc.staff.store.approve.mutationOptions({
      onSuccess: ({ approvalId }) => onApproved(approvalId),
      onError: () => void queryClient.invalidateQueries({ queryKey: trpc.staff.store.getState.queryKey() }),
    }),
  );
  const person = able.find((p) => p.id === chosen);
  const refusal = refusalOf(approve.error);
  const wrong = refusal?.code === "PIN_WRONG" ? t("lock.wrong", { left: Number(refusal.details.left ?? 0) }) : null;
  const leave = () => {
    setChosen(null);
    approve.reset();
  };
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t("approval.title")} closeLabel={closeLabel}>
      <div className="grid gap-6">
        <p className="text-lg text-pretty">{sentence}</p>
        {person ? (
          <>
            <h3 className="text-center font-serif text-2xl">{t("approval.pinOf", { name: person.name })}</h3>
            <div className="min-h-14">
              {approve.error ? <Notice tone="refused">{wrong ?? errorText(approve.error)}</Notice> : null}
            </div>
            <PinPad
              busy={approve.isPending || approve.isSuccess}
              onBack={leave}
              onPin={(pin) => approve.mutate({ staffId: person.id, pin, act })}
            />
          </>
        ) : able.length === 0 ? (
          <Notice tone="refused">{nobody}</Notice>
        ) : (
          <>
            <h3 className="font-medium">{t("approval.who")}</h3>
            {able.map((p) => (
              <Approver key={p.id} person={p} onChoose={() => setChosen(p.id)} />
            ))}
          </>
        )}
      </div>
    </Sheet>
  );
}
