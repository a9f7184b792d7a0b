import { cookies } from "next/headers";
import { hasLocale } from "next-intl";
import { type Locale, routing } from "./routing";

/** The language of tablet and office: the last choice, else the default. Their addresses have no locale. */
export async function getStaffLocale(): Promise<Locale> {
  const asked = (await cookies()).get("NEXT_LOCALE")?.value;
  return hasLocale(routing.locales, asked) ? asked : routing.defaultLocale;
}
