"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { FulfilmentKind } from "@/server/cart/schema";
import { listMissingFields } from "@/server/orders/quote/rules";
import type { DraftInput } from "@/server/orders/quote/schema";
import type { SaleContact } from "@/server/orders/sale/schema";
import { ContactForm, emptyContact } from "./contact-form";

/**
 * The contact of the sale: none while all lines are in-store; the assisted customer's stored contact, unless another
 * is typed.
 */
export function useSaleContact(ways: FulfilmentKind[], known: SaleContact | null | undefined) {
  const [typed, setTyped] = useState<DraftInput | null>(null);
  const leavesStore = ways.some((way) => way !== "in_store");
  const missingThere = known ? known.missing : (["name", "contact", "address"] as const);
  const requiredParts = listMissingFields(ways, emptyContact);
  const complete = known ? requiredParts.every((part) => !(missingThere as readonly string[]).includes(part)) : false;
  const contact = leavesStore && (typed || !complete) ? (typed ?? emptyContact) : null;
  const missing = contact ? listMissingFields(ways, contact) : [];
  return {
    away: leavesStore,
    /** Null: the customer's stored contact is used. */
    contact,
    setTyped,
    missing,
    country: contact?.address?.country,
    known: leavesStore && complete && !typed ? known : null,
  };
}
export type SaleContactState = ReturnType<typeof useSaleContact>;

/** The contact for pickups and deliveries: the customer's own, masked, or typed here with `country` as default. */
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
  return (
    <ContactForm
      delivered={delivered}
      country={country}
      value={buyer.contact ?? emptyContact}
      onChange={buyer.setTyped}
    />
  );
}
