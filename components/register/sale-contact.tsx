"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { listMissingFields } from "@/server/orders/quote/rules";
import type { DraftInput, FulfilmentMethod } from "@/server/orders/quote/schema";
import type { SaleContact } from "@/server/orders/sale/schema";
import { ContactForm, emptyContact } from "./contact-form";

/**
 * What the sale says of who gets the goods: nothing while all leave over the counter; what the client's own devices already
 * told, unless somebody types something else here.
 */
export function useSaleContact(ways: FulfilmentMethod["kind"][], known: SaleContact | null | undefined) {
  const [typed, setTyped] = useState<DraftInput | null>(null);
  const leavesStore = ways.some((way) => way !== "counter");
  const missingThere = known ? known.missing : (["name", "contact", "address"] as const);
  const requiredParts = listMissingFields(ways, emptyContact);
  const complete = known ? requiredParts.every((part) => !(missingThere as readonly string[]).includes(part)) : false;
  const contact = leavesStore && (typed || !complete) ? (typed ?? emptyContact) : null;
  const missing = contact ? listMissingFields(ways, contact) : [];
  return {
    away: leavesStore,
    /** Null: what the client's own devices told is used as it is. */
    contact,
    setTyped,
    missing,
    country: contact?.address?.country,
    known: leavesStore && complete && !typed ? known : null,
  };
}
export type SaleContactState = ReturnType<typeof useSaleContact>;

/** Who gets what does not leave over the counter: as the client's phone says, masked, or typed here, from `country` on. */
export function SaleContactPanel({
  buyer,
  delivered,
  country,
}: {
  buyer: SaleContactState;
  delivered: boolean;
  country: string;
}) {
  const t = useTranslations("register.sell.contact");
  if (!buyer.away) return null;
  const { known } = buyer;
  if (known)
    return (
      <section aria-label={t("title")} className="grid gap-2 border-t border-hairline pt-4">
        <p className="text-lg" data-testid="customer-contact">
          {[known.name, known.contact, delivered ? known.city : ""].filter(Boolean).join(" · ")}
        </p>
        <p className="text-base text-soft">{t("fromPhone")}</p>
        <Button size="tablet" variant="outline" onClick={() => buyer.setTyped(emptyContact)}>
          {t("other")}
        </Button>
      </section>
    );
  return <ContactForm {...{ delivered, country }} value={buyer.contact ?? emptyContact} onChange={buyer.setTyped} />;
}
