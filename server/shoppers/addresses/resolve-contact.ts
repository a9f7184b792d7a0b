import { sql } from "drizzle-orm";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { type Db, db, type Tx } from "@/db/client";
import type { Address } from "@/server/platform/contact";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { type CountryEvidence, noEvidence, type ParsedContact, parseContact } from "./parse-contact.rules";

/** Where a contact was entered: the countries of the form, the shopper, and the browser's countries. */
export type ContactOrigin = { act: string[]; shopperId?: string | null; regions?: string[] | undefined };

/** The countries that a number entered there may belong to; see `CountryEvidence`. */
async function loadEvidence({ act, shopperId = null, regions = [] }: ContactOrigin, on: Db | Tx = db()) {
  const [row] = await on.execute<{ stores: string[]; phones: string[] }>(sql`
    select array(select distinct country from store where active order by country) as stores,
      array(select value::text from shopper_contact where shopper_id = ${shopperId}::uuid and kind = 'phone') as phones`);
  const own = (row?.phones ?? []).map((value) => parsePhoneNumberFromString(value)?.country ?? "");
  return {
    act,
    person: [...own, ...regions],
    house: [env().COUNTRY, ...(row?.stores ?? [])],
  } satisfies CountryEvidence;
}

/**
 * The parsed address, or the refusal CONTACT_WRONG: `why`, and for an unclear number the `countries` to choose from.
 */
function assertReadable(reading: ParsedContact, field: string): Address {
  if (reading.kind === "wrong") throw new AppError("CONTACT_WRONG", { field, why: reading.why });
  if (reading.kind === "unclear")
    throw new AppError("CONTACT_WRONG", { field, why: "unclear", countries: reading.countries });
  return reading;
}

/** The number, where only a phone number is allowed. Throws CONTACT_WRONG for an e-mail address. */
export function assertPhone({ kind, value }: Address): string {
  if (kind !== "phone") throw new AppError("CONTACT_WRONG", { field: "phone", why: "phone" });
  return value;
}

/**
 * Parses what was typed into `field` (with `read`, which may demand more of a number). Throws CONTACT_WRONG; the
 * database is queried only where the country was left out.
 */
export async function resolveTypedContact(
  text: string,
  { field, ...where }: ContactOrigin & { field: string },
  on: Db | Tx = db(),
  read: (text: string, evidence: CountryEvidence) => ParsedContact = parseContact,
): Promise<Address> {
  const sure = read(text, noEvidence);
  if (sure.kind === "email" || sure.kind === "phone") return sure;
  return assertReadable(read(text, await loadEvidence(where, on)), field);
}
