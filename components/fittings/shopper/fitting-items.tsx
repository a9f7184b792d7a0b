"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { useToast } from "@/components/ui/toast";
import type { FittingRow } from "@/server/fittings/schema";
import { ItemsPicker, VariantLine } from "../items-picker";
import { useVariantCards } from "../use-fittings";

/** The items of an appointment and whether they hang in the room yet. */
export function FittingItems({ fitting, editable }: { fitting: FittingRow; editable: boolean }) {
  const t = useTranslations("fittings.one");
  const card = useVariantCards(fitting.items.map((i) => i.variantId));
  return (
    <section className="grid gap-2 border-t border-hairline pt-5">
      <div className="flex items-center justify-between gap-4">
        <h2 className="font-serif text-xl">{t("items")}</h2>
        {editable ? <EditItems fitting={fitting} /> : null}
      </div>
      {fitting.items.length === 0 ? <p className="text-soft">{t("noItems")}</p> : null}
      <ul className="divide-y divide-hairline">
        {fitting.items.map((item) => (
          <li key={item.itemId} className="flex items-center justify-between gap-4 py-3">
            <VariantLine card={card(item.variantId)} />
            <span className={`text-right text-sm ${item.status === "in_room" ? "text-sage" : "text-soft"}`}>
              {item.status === "in_room"
                ? t("inRoom")
                : fitting.hangingBy
                  ? t("hangs", { name: fitting.hangingBy.name })
                  : t("wanted")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EditItems({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const now = fitting.items.map((i) => i.variantId);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string[]>(now);
  const save = useMutation({
    ...trpc.fittings.setItems.mutationOptions(),
    onSuccess: () => {
      toast({ text: t("one.saved") });
      setOpen(false);
    },
    onSettled: () => void queries.invalidateQueries(trpc.fittings.pathFilter()),
  });
  return (
    <Sheet
      title={t("one.editTitle")}
      closeLabel={t("close")}
      open={open}
      onOpenChange={(next) => {
        if (next) setChosen(now);
        setOpen(next);
      }}
      trigger={
        <Button variant="outline" size="small">
          {t("one.edit")}
        </Button>
      }
      footer={
        <Button
          block
          busy={save.isPending}
          onClick={() => save.mutate({ fittingId: fitting.fittingId, variantIds: chosen })}
        >
          {t("one.save")}
        </Button>
      }
    >
      {save.isError ? (
        <Notice tone="refused" className="mb-4">
          {errorText(save.error)}
        </Notice>
      ) : null}
      <ItemsPicker offered={now} chosen={chosen} onChange={setChosen} />
    </Sheet>
  );
}
