"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PrivacyNote } from "@/components/contact/privacy-note";
import { useKnownContact } from "@/components/orders/use-reservations";
import { ChooseStore } from "@/components/stores/choose-store";
import { type NearStore, useMyStore } from "@/components/stores/my-store";
import { useStoreTimes } from "@/components/stores/times";
import { TextField } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import type { CheckedStoreAvailability } from "@/server/inventory/schema";
import { looksLikeContact } from "@/server/shoppers/addresses/rules";

export type ReservationContact = { name: string; contact: string };

/**
 * Name and address of the reservation, prefilled with the last ones; `read` returns null and shows the errors when
 * something is missing.
 */
export function useContactFields() {
  const t = useTranslations("reservations.reserve");
  const known = useKnownContact();
  const [typed, setTyped] = useState<Partial<ReservationContact>>({});
  const [checked, setChecked] = useState(false);
  const value: ReservationContact = { name: typed.name ?? known.name, contact: typed.contact ?? known.contact };
  const nameError = checked && !value.name.trim() ? t("nameMissing") : undefined;
  const contactError = checked && !looksLikeContact(value.contact) ? t("contactMissing") : undefined;
  return {
    value,
    /** `contact` replaces the typed one. */
    read(contact = value.contact): ReservationContact | null {
      setChecked(true);
      setTyped({ ...typed, contact });
      const trimmed = { name: value.name.trim(), contact: contact.trim() };
      return trimmed.name && looksLikeContact(trimmed.contact) ? trimmed : null;
    },
    fields: (
      <div className="grid gap-4">
        <TextField
          label={t("name")}
          name="name"
          autoComplete="name"
          autoCapitalize="words"
          enterKeyHint="next"
          maxLength={80}
          value={value.name}
          onChange={(e) => setTyped({ ...typed, name: e.target.value })}
          {...(nameError ? { error: nameError } : {})}
        />
        <TextField
          label={t("contact")}
          name="contact"
          autoComplete="email"
          inputMode="email"
          autoCapitalize="none"
          enterKeyHint="send"
          spellCheck={false}
          maxLength={254}
          hint={t("contactHint")}
          value={value.contact}
          onChange={(e) => setTyped({ ...typed, contact: e.target.value })}
          {...(contactError ? { error: contactError } : {})}
        />
        <PrivacyNote />
      </div>
    ),
  };
}

/**
 * Which store, and when it is ready there and until when it is kept: promised only where the store `has` what is wanted. The
 * store can be changed in place.
 */
export function PickupStoreField({
  store,
  at,
  has,
  detail,
  onChoose,
}: {
  store: NearStore | null;
  at: CheckedStoreAvailability | undefined;
  has: boolean;
  detail?: (store: NearStore) => React.ReactNode;
  onChoose: (storeId: string) => void;
}) {
  const t = useTranslations("reservations.reserve");
  const ts = useTranslations("stores");
  const { when } = useStoreTimes();
  const { mine } = useMyStore();
  if (!store) return <Skeleton className="h-24" />;
  const storeStock = has && at?.storeId === store.id ? at : undefined;
  return (
    <section aria-label={t("where")} className="rounded border border-hairline px-4 py-3">
      <div className="flex items-start justify-between gap-4">
        <div>
          <p className="font-semibold">{store.name}</p>
          <p className="text-sm text-soft">{store.address}</p>
        </div>
        <ChooseStore
          chosen={store.id}
          onChoose={onChoose}
          trigger={
            <button type="button" className="-my-1.5 min-h-11 shrink-0 text-sm underline underline-offset-4">
              {ts("change")}
            </button>
          }
          {...(detail ? { detail } : {})}
        />
      </div>
      <div className="mt-1 min-h-10 text-sm tabular" aria-live="polite">
        {has && mine && mine.id !== store.id ? (
          <p className="text-soft">{t("elsewhere", { mine: mine.name })}</p>
        ) : null}
        {storeStock?.promisedAt ? (
          <p className="font-medium text-sage first-letter:uppercase">
            {t("ready", { when: when(storeStock.promisedAt, store.timeZone) })}
          </p>
        ) : null}
        {storeStock?.heldUntil ? (
          <p className="text-soft">{t("keep", { when: when(storeStock.heldUntil, store.timeZone) })}</p>
        ) : null}
        {storeStock && !storeStock.promisedAt ? (
          <p className="text-thread">{t("closed", { store: store.name })}</p>
        ) : null}
      </div>
    </section>
  );
}
