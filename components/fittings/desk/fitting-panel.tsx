"use client";
import { useTranslations } from "next-intl";
import { VariantLine } from "@/components/fittings/items-picker";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName, useVariantCards } from "@/components/fittings/use-fittings";
import { Button } from "@/components/ui/button";
import { CheckField } from "@/components/ui/field";
import { Sheet } from "@/components/ui/sheet";
import type { FittingRow } from "@/server/fittings/schema";
import { useFittingActions } from "./use-fitting-actions";

/** One appointment at the desk: items to hang, the shopper's contact, and the next step first. */
export function FittingPanel({
  fitting,
  now,
  onClose,
}: {
  fitting: FittingRow | undefined;
  now: number;
  onClose: () => void;
}) {
  const t = useTranslations("fittings");
  return (
    <Sheet
      title={
        fitting ? fitting.contactName || t(fitting.status === "offered" ? "desk.status.offered" : "desk.walkIn") : ""
      }
      closeLabel={t("close")}
      open={Boolean(fitting)}
      onOpenChange={(open) => !open && onClose()}
      footer={fitting && fitting.status !== "offered" ? <Steps fitting={fitting} now={now} onDone={onClose} /> : null}
    >
      {fitting ? <Details fitting={fitting} /> : null}
    </Sheet>
  );
}

function Details({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings.desk");
  const { time } = useFittingTimes(fitting.timeZone);
  const roomName = useRoomName();
  const actions = useFittingActions(fitting);
  const card = useVariantCards(fitting.items.map((i) => i.variantId));
  const open = fitting.status === "booked" || fitting.status === "checked_in";
  return (
    <div className="grid gap-6 text-base">
      <div className="grid gap-1">
        <p className="text-xl font-medium tabular">
          {roomName(fitting.roomName)} · {time(fitting.startsAt)}–{time(fitting.endsAt)}
        </p>
        <p>{fitting.status === "offered" ? t("offered") : t(`status.${fitting.status}`)}</p>
        {fitting.contact ? (
          <p className="text-soft">
            {t("contact")}: <span className="text-ink">{fitting.contact}</span>
          </p>
        ) : null}
      </div>
      <section className="grid gap-2" hidden={fitting.status === "offered"}>
        <h3 className="font-medium">{t("hang")}</h3>
        {fitting.items.length === 0 ? <p className="text-soft">{t("nothing")}</p> : null}
        <ul className="divide-y divide-hairline">
          {fitting.items.map((item) => (
            <li key={item.itemId}>
              <CheckField
                className="min-h-16 items-center!"
                checked={item.status === "in_room"}
                disabled={!open}
                onChange={(event) => actions.hang(item.itemId, event.target.checked)}
                label={<VariantLine card={card(item.variantId)} />}
              />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Steps({ fitting, now, onDone }: { fitting: FittingRow; now: number; onDone: () => void }) {
  const t = useTranslations("fittings.desk");
  const actions = useFittingActions(fitting);
  const hasBegun = Date.parse(fitting.startsAt) <= now;
  const step = (run: () => void) => () => {
    run();
    onDone();
  };
  if (fitting.status === "booked") {
    return (
      <div className="grid gap-2">
        <Button size="tablet" block busy={actions.busy} onClick={step(actions.checkIn)}>
          {t("checkIn")}
        </Button>
        <div className="grid grid-cols-2 gap-2">
          <Button size="tablet" variant="outline" className="px-2!" disabled={!hasBegun} onClick={step(actions.noShow)}>
            {t("noShow")}
          </Button>
          <Button size="tablet" variant="outline" className="px-2!" onClick={step(actions.dismiss)}>
            {t("dismiss")}
          </Button>
        </div>
      </div>
    );
  }
  if (fitting.status === "checked_in") {
    return (
      <div className="grid grid-cols-2 gap-2">
        <Button size="tablet" variant="outline" onClick={actions.undo}>
          {t("back")}
        </Button>
        <Button size="tablet" variant="success" busy={actions.busy} onClick={step(actions.finish)}>
          {t("finish")}
        </Button>
      </div>
    );
  }
  return (
    <Button size="tablet" variant="outline" block busy={actions.busy} onClick={actions.undo}>
      {t("back")}
    </Button>
  );
}
