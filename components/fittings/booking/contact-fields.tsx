"use client";
import { useTranslations } from "next-intl";
import { PrivacyNote } from "@/components/contact/privacy-note";
import { TextField } from "@/components/ui/field";
import { looksLikeContact } from "@/server/shoppers/addresses/rules";

type FieldErrors = { name?: "nameMissing"; contact?: "contactMissing" };

/** The missing fields, checked before the server validates them. */
export const validateContact = (name: string, contact: string): FieldErrors => ({
  ...(name.trim() ? {} : { name: "nameMissing" as const }),
  ...(looksLikeContact(contact) ? {} : { contact: "contactMissing" as const }),
});

/** Name and contact of the booking; `faults` are shown beside their field. */
export function ContactFields({
  name,
  contact,
  onChange,
  faults,
  refused,
}: {
  name: string;
  contact: string;
  onChange: (typed: { name: string; contact: string }) => void;
  faults: FieldErrors;
  /** The server's error of the contact. */
  refused?: string | undefined;
}) {
  const t = useTranslations("fittings.book");
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-2 text-sm font-medium">{t("you")}</legend>
      <TextField
        label={t("name")}
        autoComplete="name"
        maxLength={80}
        value={name}
        error={faults.name && t(faults.name)}
        onChange={(event) => onChange({ name: event.target.value, contact })}
      />
      <TextField
        label={t("contact")}
        autoComplete="email"
        maxLength={254}
        value={contact}
        hint={t("contactHint")}
        error={faults.contact ? t(faults.contact) : refused}
        onChange={(event) => onChange({ name, contact: event.target.value })}
      />
      <PrivacyNote />
    </fieldset>
  );
}
