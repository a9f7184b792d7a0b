"use client";
import { useTranslations } from "next-intl";
import { ContactNote } from "@/components/privacy/contact-note";
import { TextField } from "@/components/ui/field";
import { looksLikeContact } from "@/server/identity/contacts/rules";

/** Which part is missing before the server looks closer, or null. */
export function missingContact(name: string, contact: string): "name" | "contact" | null {
  if (!name.trim()) return "name";
  return looksLikeContact(contact) ? null : "contact";
}

/** Who comes and how the store can reach them; complaints appear once sending was `tried`. */
export function ContactFields({
  name,
  contact,
  onChange,
  tried,
}: {
  name: string;
  contact: string;
  onChange: (typed: { name: string; contact: string }) => void;
  tried: boolean;
}) {
  const t = useTranslations("fittings.book");
  const missing = tried ? missingContact(name, contact) : null;
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-2 text-sm font-medium">{t("you")}</legend>
      <TextField
        label={t("name")}
        autoComplete="name"
        maxLength={80}
        value={name}
        error={missing === "name" ? t("nameMissing") : undefined}
        onChange={(event) => onChange({ name: event.target.value, contact })}
      />
      <TextField
        label={t("contact")}
        autoComplete="email"
        maxLength={254}
        value={contact}
        hint={t("contactHint")}
        error={missing === "contact" ? t("contactMissing") : undefined}
        onChange={(event) => onChange({ name, contact: event.target.value })}
      />
      <ContactNote />
    </fieldset>
  );
}
