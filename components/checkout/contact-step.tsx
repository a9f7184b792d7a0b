"use client";
import { useTranslations } from "next-intl";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { useCanWrite } from "@/components/contact/use-can-write";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useCountryName } from "@/components/orders/quote/quote-totals";
import { SelectField, TextField } from "@/components/ui/field";
import { deliveryCountries } from "@/server/orders/quote/rules";
import type { Field, FieldErrors } from "./fields";
import type { ContactRefusal } from "./use-check-contact";
import type { CheckoutForm } from "./use-checkout-form";

type FieldAttributes = {
  autoComplete: string;
  inputMode?: "text" | "email" | "tel";
  type?: "text" | "email" | "tel";
  autoCapitalize?: "none" | "words" | "characters";
  maxLength: number;
};

const fieldAttributes = {
  name: { autoComplete: "name", autoCapitalize: "words", maxLength: 80 },
  email: { autoComplete: "email", inputMode: "email", type: "email", autoCapitalize: "none", maxLength: 254 },
  phone: { autoComplete: "tel", inputMode: "tel", type: "tel", maxLength: 60 },
  line1: { autoComplete: "address-line1", autoCapitalize: "words", maxLength: 120 },
  line2: { autoComplete: "address-line2", maxLength: 120 },
  city: { autoComplete: "address-level2", autoCapitalize: "words", maxLength: 80 },
  postcode: { autoComplete: "postal-code", autoCapitalize: "characters", maxLength: 20 },
} satisfies Partial<Record<Field, FieldAttributes>>;

type ContactStepProps = { draft: CheckoutForm; faults: FieldErrors; refused: ContactRefusal | null };

function ContactStepField({
  field,
  draft,
  faults,
  refused,
  last = false,
}: ContactStepProps & { field: keyof typeof fieldAttributes; last?: boolean }) {
  const t = useTranslations("checkout");
  const errorText = useErrorText();
  const fault = faults[field];
  const error = fault ? t(`missing.${fault}`) : refused?.field === field ? errorText(refused.error) : null;
  const optional = field === "line2" || field === "postcode";
  const canWrite = useCanWrite();
  const written = field === "email" && canWrite("@") ? t("field.emailHint") : undefined;
  const hint = field === "phone" ? t("field.phoneHint") : written;
  return (
    <TextField
      {...fieldAttributes[field]}
      name={field}
      label={
        <>
          {t(`field.${field}`)}
          {optional ? <span className="ml-1.5 font-normal text-soft">{t("field.optional")}</span> : null}
        </>
      }
      enterKeyHint={last ? "done" : "next"}
      spellCheck={false}
      value={draft.fields[field]}
      onChange={(e) => draft.set(field, e.target.value)}
      onFocus={() => draft.focus(field)}
      onBlur={() => draft.focus(null)}
      {...(hint && !error ? { hint } : {})}
      {...(error ? { error } : {})}
    />
  );
}

/**
 * Contact and, for a delivery, address: at most eight fields. `faults` and `refused` are shown beside their field;
 * `onNumber` gets the chosen number where the typed one is valid in several countries.
 */
export function ContactStep({
  draft,
  faults,
  refused,
  delivered,
  onNumber,
}: ContactStepProps & { delivered: boolean; onNumber: (phone: string) => void }) {
  const t = useTranslations("checkout");
  const country = useCountryName();
  const part = { draft, faults, refused };
  return (
    <div className="grid gap-8">
      <fieldset className="grid gap-4">
        <legend className="mb-3 font-semibold">{t("draft.who")}</legend>
        <ContactStepField field="name" {...part} />
        <div className="grid gap-4 lg:grid-cols-2">
          <ContactStepField field="email" {...part} />
          <ContactStepField field="phone" {...part} last={!delivered} />
        </div>
        <PhoneCountryChoice error={refused?.error} typed={draft.fields.phone} onChoose={onNumber} />
      </fieldset>
      {delivered ? (
        <fieldset className="grid gap-4">
          <legend className="mb-3 font-semibold">{t("draft.where")}</legend>
          <ContactStepField field="line1" {...part} />
          <ContactStepField field="line2" {...part} />
          <div className="grid gap-4 md:grid-cols-[1fr_140px] lg:grid-cols-[1fr_180px]">
            <ContactStepField field="city" {...part} />
            <ContactStepField field="postcode" {...part} last />
          </div>
          <SelectField
            label={t("field.country")}
            name="country"
            autoComplete="country"
            value={draft.fields.country}
            onChange={(e) => draft.set("country", e.target.value)}
          >
            {deliveryCountries.map((code) => (
              <option key={code} value={code}>
                {country(code)}
              </option>
            ))}
          </SelectField>
        </fieldset>
      ) : null}
      <p className={`text-sm ${draft.unsent ? "text-ochre" : "text-soft"}`} role="status">
        {draft.unsent ? t("draft.waits") : t("draft.kept")}
      </p>
    </div>
  );
}
