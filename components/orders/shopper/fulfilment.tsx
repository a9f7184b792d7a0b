"use client";
import { useTranslations } from "next-intl";
import { OrderItem } from "@/components/orders/order-item";
import { PickupCode } from "@/components/orders/pickup-code";
import { useStoreTimes } from "@/components/stores/times";
import { Qr } from "@/components/ui/qr";
import { buildHandOverText } from "@/server/orders/pickup/rules";
import { isBeforeReady } from "@/server/orders/rules";
import type { FulfilmentRow, OrderRow } from "@/server/orders/schema";
import { FulfilmentActions } from "./fulfilment-actions";
import { LineNotes } from "./line-notes";
import { FulfilmentStatusLabel } from "./order-status";

/** One fulfilment of an order: method, time, items and actions. */
export function Fulfilment({ order, way, readOnly }: { order: OrderRow; way: FulfilmentRow; readOnly: boolean }) {
  const t = useTranslations("orders.fulfilment");
  const lines = order.lines.filter((l) => l.fulfilmentId === way.id);
  const { store } = way;
  const title = t(way.kind, { store: store.name });
  return (
    <section aria-label={title} className="rounded border border-hairline bg-paper">
      <header className="flex items-start justify-between gap-x-4 border-b border-hairline px-4 py-3 md:px-5">
        <div className="min-w-0">
          <h2 className="font-semibold">{title}</h2>
          <p className="text-sm text-soft">
            {way.kind === "deliver" ? t("from", { store: store.name }) : store.address}
          </p>
          <FulfilmentTimes way={way} />
        </div>
        <FulfilmentStatusLabel status={way.status} />
      </header>
      <div className="grid gap-5 px-4 py-4 md:px-5">
        {way.code && (isBeforeReady(way.status) || way.status === "ready") ? (
          <PickupPass way={way} code={way.code} />
        ) : null}
        <ul className="grid gap-5">
          {lines.map((line) => (
            <li key={line.id}>
              <OrderItem
                variantId={line.variantId}
                quantity={line.quantity}
                price={line.price}
                struck={line.cancelled + line.returned >= line.quantity}
              >
                <LineNotes line={line} lines={order.lines} className="text-sm text-soft" />
              </OrderItem>
            </li>
          ))}
        </ul>
        {readOnly ? null : <FulfilmentActions order={order} way={way} />}
      </div>
    </section>
  );
}

function FulfilmentTimes({ way }: { way: FulfilmentRow }) {
  const t = useTranslations("orders.fulfilment");
  const { when } = useStoreTimes();
  const formatWhen = (iso: string) => when(iso, way.store.timeZone);
  const open = isBeforeReady(way.status) || way.status === "ready";
  return (
    <div className="text-sm tabular">
      {way.promisedAt && isBeforeReady(way.status) ? (
        <p className="font-medium text-sage">{t("ready", { when: formatWhen(way.promisedAt) })}</p>
      ) : null}
      {way.expiresAt && open ? (
        <p className="text-soft" data-testid="held-until">
          {t("kept", { when: formatWhen(way.expiresAt) })}
        </p>
      ) : null}
      {way.tracking ? (
        <p>
          {t("tracking")}: <span className="font-medium select-all">{way.tracking}</span>
        </p>
      ) : null}
    </div>
  );
}

/** What is shown at the desk. */
function PickupPass({ way, code }: { way: FulfilmentRow; code: string }) {
  const t = useTranslations("reservations.order");
  const ready = way.status === "ready";
  return (
    <div
      className={`flex flex-wrap items-center gap-5 rounded border p-4 ${ready ? "border-sage" : "border-hairline"}`}
    >
      <Qr text={buildHandOverText({ id: way.id, code })} label={t("qr", { code })} className="size-32 shrink-0" />
      <div>
        <p className="text-sm text-soft">{t("show", { store: way.store.name })}</p>
        <p className="sr-only">{t("code")}</p>
        <PickupCode code={code} />
      </div>
    </div>
  );
}
