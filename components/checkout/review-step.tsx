"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { OrderItem } from "@/components/orders/order-item";
import { useCountryName } from "@/components/orders/quote/quote-totals";
import type { Quote } from "@/server/orders/quote/schema";
import type { Fields } from "./fields";
import { FulfilmentGroups } from "./fulfilment-groups";
import type { Step } from "./steps";

/** The review before the payment: contact, address and items, each with a link to change it. */
export function ReviewStep({ quote, fields, onGo }: { quote: Quote; fields: Fields; onGo: (step: Step) => void }) {
  const t = useTranslations("checkout.review");
  const country = useCountryName();
  const delivered = quote.lines.some((l) => l.way.kind === "deliver");
  const { name, email, phone, line1, line2, city, postcode } = fields;
  const where = [line1, line2, [postcode, city].filter(Boolean).join(" "), country(fields.country)];
  return (
    <div className="grid gap-6">
      <div className="grid gap-4 rounded border border-hairline bg-paper px-4 py-4 md:px-5 lg:grid-cols-2">
        <ReviewBlock label={t("who")}>{[name, email, phone].filter((x) => x.trim())}</ReviewBlock>
        {delivered ? <ReviewBlock label={t("where")}>{where.filter((x) => x.trim())}</ReviewBlock> : null}
        <p className="lg:col-span-2">
          <ChangeButton label={t("changeWho")} onClick={() => onGo("details")}>
            {t("change")}
          </ChangeButton>
        </p>
      </div>
      <section aria-label={t("items")}>
        <FulfilmentGroups
          quote={quote}
          line={(line) => (
            <li key={`${line.variantId}:${line.lineKey}`} className="border-b border-hairline py-4 last:border-b-0">
              <OrderItem variantId={line.variantId} quantity={line.quantity} price={line.price} />
            </li>
          )}
        />
        <p className="mt-2">
          <ChangeButton label={t("changeFulfilment")} onClick={() => onGo("ways")}>
            {t("change")}
          </ChangeButton>
        </p>
      </section>
    </div>
  );
}

const ReviewBlock = ({ label, children }: { label: string; children: string[] }) => (
  <div>
    <p className="text-sm text-soft">{label}</p>
    {children.map((line) => (
      <p key={line} className="break-words">
        {line}
      </p>
    ))}
  </div>
);

const ChangeButton = ({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) => (
  <button type="button" aria-label={label} onClick={onClick} className="min-h-11 text-sm underline underline-offset-4">
    {children}
  </button>
);
