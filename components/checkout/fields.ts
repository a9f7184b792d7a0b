import type { CheckoutDraft, DraftChange } from "@/server/orders/checkout/schema";
import { listMissingFields } from "@/server/orders/quote/rules";
import type { DraftInput, Quote } from "@/server/orders/quote/schema";
import { looksLikeEmail, looksLikePhone } from "@/server/shoppers/addresses/rules";

export const fieldNames = ["name", "email", "phone", "line1", "line2", "city", "postcode", "country"] as const;
export type Field = (typeof fieldNames)[number];
/** What is typed into the checkout, as text. */
export type Fields = Record<Field, string>;

const emptyFields = { name: "", email: "", phone: "", line1: "", line2: "", city: "", postcode: "" };

/** Defaults for a shopper without a draft: the last contact, and the country of a new address. */
type KnownContact = { name: string; contact: string; country: string };

/** The fields of a draft, or the defaults. */
export function toFields(draft: CheckoutDraft | null, known: KnownContact): Fields {
  const { country } = known;
  if (draft) {
    const { name, email, phone, address } = draft;
    return { ...emptyFields, country, name, email, phone, ...address };
  }
  const contactField = known.contact.includes("@") ? { email: known.contact } : { phone: known.contact };
  return { ...emptyFields, country, name: known.name, ...contactField };
}

/** The fields as input of the server, without an untouched address. */
export function toDraftInput({ name, email, phone, ...address }: Fields): DraftInput {
  const { line1, line2, city, postcode } = address;
  return { name, email, phone, address: line1 || line2 || city || postcode ? address : null };
}

/**
 * What has to be saved of the fields, as input of the server: those typed here that differ from `base`, and with
 * `isFirst` (no device has a draft yet) the known ones too. Empty when there is nothing.
 */
export function toDraftChange(typed: Partial<Fields>, base: Fields, isFirst: boolean): DraftChange {
  const isChanged = (f: Field) => typed[f] !== undefined && typed[f] !== base[f];
  if (!fieldNames.some(isChanged)) return {};
  const fields = { ...base, ...typed };
  const pick = (names: readonly Field[]) =>
    Object.fromEntries(names.filter((f) => isChanged(f) || (isFirst && fields[f] !== "")).map((f) => [f, fields[f]]));
  const address = pick(["line1", "line2", "city", "postcode"]);
  const hasAddress = Object.keys(address).length > 0 || isChanged("country");
  return {
    ...pick(["name", "email", "phone"]),
    ...(hasAddress ? { address: { ...address, country: fields.country } } : {}),
  };
}

type FieldError = "name" | "contact" | "email" | "phone" | "line1" | "city";
export type FieldErrors = Partial<Record<Field, FieldError>>;

/** Validates the fields for the quote's fulfilment; empty when the order can be placed. */
export function validateFields(fields: Fields, quote: Quote): FieldErrors {
  const errors: FieldErrors = {};
  const methods = quote.lines.map((l) => l.way.kind);
  const missing = listMissingFields(methods, toDraftInput(fields));
  const email = fields.email.trim();
  const phone = fields.phone.trim();
  if (missing.includes("name")) errors.name = "name";
  if (missing.includes("contact")) errors.email = "contact";
  if (email && !looksLikeEmail(email)) errors.email = "email";
  if (phone && !looksLikePhone(phone)) errors.phone = "phone";
  if (methods.includes("deliver") && !fields.line1.trim()) errors.line1 = "line1";
  if (methods.includes("deliver") && !fields.city.trim()) errors.city = "city";
  return errors;
}
