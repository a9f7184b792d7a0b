import { looksLikeEmail, looksLikePhone } from "@/server/shoppers/contacts/rules";
import { missingFor } from "@/server/orders/quote/rules";
import type { CheckoutDraft, DraftInput, Quote } from "@/server/orders/quote/schema";

export const fieldNames = ["name", "email", "phone", "line1", "line2", "city", "postcode", "country"] as const;
export type Field = (typeof fieldNames)[number];
/** What is typed into the checkout, as text. */
export type Fields = Record<Field, string>;

const empty = { name: "", email: "", phone: "", line1: "", line2: "", city: "", postcode: "" };

/** What is known of a shopper without a draft: how they were reached last time, and the country to begin an address with. */
type Known = { name: string; contact: string; country: string };

/** The fields of a draft; without one, as far as something is known. */
export function fieldsOf(draft: CheckoutDraft | null, known: Known): Fields {
  const { country } = known;
  if (draft) {
    const { name, email, phone, address } = draft;
    return { ...empty, country, name, email, phone, ...address };
  }
  const reach = known.contact.includes("@") ? { email: known.contact } : { phone: known.contact };
  return { ...empty, country, name: known.name, ...reach };
}

/** The fields as the server takes them, without an address that nobody typed. */
export function draftOf({ name, email, phone, ...address }: Fields): DraftInput {
  const { line1, line2, city, postcode } = address;
  return { name, email, phone, address: line1 || line2 || city || postcode ? address : null };
}

type Fault = "name" | "contact" | "email" | "phone" | "line1" | "city";
export type Faults = Partial<Record<Field, Fault>>;

/** What each field still lacks for this way of getting the goods; nothing when the order can be placed. */
export function faultsOf(fields: Fields, quote: Quote): Faults {
  const faults: Faults = {};
  const ways = quote.lines.map((l) => l.way.kind);
  const missing = missingFor(ways, draftOf(fields));
  const [email, phone] = [fields.email.trim(), fields.phone.trim()];
  if (missing.includes("name")) faults.name = "name";
  if (missing.includes("contact")) faults.email = "contact";
  if (email && !looksLikeEmail(email)) faults.email = "email";
  if (phone && !looksLikePhone(phone)) faults.phone = "phone";
  if (ways.includes("deliver") && !fields.line1.trim()) faults.line1 = "line1";
  if (ways.includes("deliver") && !fields.city.trim()) faults.city = "city";
  return faults;
}
