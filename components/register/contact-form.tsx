"use client";
import { useLocale, useTranslations } from "next-intl";
import { useCanWrite } from "@/components/contact/use-can-write";
import { SelectField, TextField } from "@/components/ui/field";
import { deliveryCountries } from "@/server/orders/quote/rules";
import type { DraftInput } from "@/server/orders/quote/schema";

const emptyAddress = { line1: "", line2: "", city: "", postcode: "" };
export const emptyContact: DraftInput = { name: "", email: "", phone: "", address: null };

/** Contact or address: only for lines that are picked up or delivered. */
export function ContactForm({
  value,
  delivered,
  country,
  onChange,
}: {
  value: DraftInput;
  /** The default country of the address, ISO 3166. */
  country: string;
  /** A line is delivered, so that an address is needed. */
  delivered: boolean;
  onChange: (value: DraftInput) => void;
}) {
  const t = useTranslations("register.sell.contact");
  const locale = useLocale();
  const canWrite = useCanWrite();
  const address = value.address ?? { ...emptyAddress, country };
  const set = (part: Partial<DraftInput>) => onChange({ ...value, ...part });
  const setAddress = (part: Partial<typeof address>) => set({ address: { ...address, ...part } });
  const names = new Intl.DisplayNames([locale], { type: "region" });
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-2 text-lg font-semibold">{t(delivered ? "titleDelivered" : "title")}</legend>
      <TextField
        size="tablet"
        label={t("name")}
        autoComplete="off"
        maxLength={80}
        value={value.name}
        onChange={(e) => set({ name: e.target.value })}
      />
      <TextField
        size="tablet"
        type="tel"
        inputMode="tel"
        label={t("phone")}
        autoComplete="off"
        maxLength={60}
        value={value.phone}
        onChange={(e) => set({ phone: e.target.value })}
      />
      <div className="sm:col-span-2">
        <TextField
          size="tablet"
          type="email"
          inputMode="email"
          label={t("email")}
          {...(canWrite("@") ? { hint: t("emailHint") } : {})}
          autoComplete="off"
          maxLength={254}
          value={value.email}
          onChange={(e) => set({ email: e.target.value })}
        />
      </div>
      {delivered ? (
        <>
          <div className="sm:col-span-2">
            <TextField
              size="tablet"
              label={t("street")}
              autoComplete="off"
              maxLength={120}
              value={address.line1}
              onChange={(e) => setAddress({ line1: e.target.value })}
            />
          </div>
          <TextField
            size="tablet"
            label={t("postcode")}
            autoComplete="off"
            maxLength={20}
            value={address.postcode}
            onChange={(e) => setAddress({ postcode: e.target.value })}
          />
          <TextField
            size="tablet"
            label={t("city")}
            autoComplete="off"
            maxLength={80}
            value={address.city}
            onChange={(e) => setAddress({ city: e.target.value })}
          />
          <div className="sm:col-span-2">
            <SelectField
              size="tablet"
              label={t("country")}
              value={address.country}
              onChange={(e) => setAddress({ country: e.target.value })}
            >
              {deliveryCountries.map((code) => (
                <option key={code} value={code}>
                  {names.of(code)}
                </option>
              ))}
            </SelectField>
          </div>
        </>
      ) : null}
    </fieldset>
  );
}
