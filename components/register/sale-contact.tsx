"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { missingFor } from "@/server/orders/quote/rules";
import type { DraftInput, Way } from "@/server/orders/quote/schema";
import type { ClientContact } from "@/server/orders/sale/schema";
import { ContactForm, noContact } from "./contact-form";

/**
 * What the sale says of who gets the goods: nothing while all leave over the counter; what the client's own devices already
 * told, unless somebody types something else here.
 */
export function useBuyer(ways: Way["kind"][], known: ClientContact | null | undefined) {
  const [typed, setTyped] = useState<DraftInput | null>(null);
  const away = ways.some((way) => way !== "counter");
  const missingThere = known ? known.missing : (["name", "contact", "address"] as const);
  const asks = missingFor(ways, noContact);
  const complete = known ? asks.every((part) => !(missingThere as readonly string[]).includes(part)) : false;
  const contact = away && (typed || !complete) ? (typed ?? noContact) : null;
  const missing = contact ? missingFor(ways, contact) : [];
  return {
    away,
    /** Null: what the client's own devices told is used as it is. */
    contact,
    setTyped,
    missing,
    country: contact?.address?.country,
    known: away && complete && !typed ? known : null,
  };
}
export type Buyer = ReturnType<typeof useBuyer>;

/** Who gets what does not leave over the counter: as the client's phone says, masked, or typed here, from `country` on. */
export function BuyerPanel({ buyer, delivered, country }: { buyer: Buyer; delivered: boolean; country: string }) {
  const t = useTranslations("till.sell.contact");
  if (!buyer.away) return null;
  const { known } = buyer;
  if (known)
    return (
      <section aria-label={t("title")} className="grid gap-2 border-t border-hairline pt-4">
        <p className="text-lg" data-testid="known-contact">
          {[known.name, known.contact, delivered ? known.city : ""].filter(Boolean).join(" · ")}
        </p>
        <p className="text-base text-soft">{t("fromPhone")}</p>
        <Button size="tablet" variant="outline" onClick={() => buyer.setTyped(noContact)}>
          {t("other")}
        </Button>
      </section>
    );
  return <ContactForm {...{ delivered, country }} value={buyer.contact ?? noContact} onChange={buyer.setTyped} />;
}
