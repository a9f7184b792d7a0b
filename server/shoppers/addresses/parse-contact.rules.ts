import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import { type Address, smsNumberTypes } from "@/server/platform/contact";
import { cleanContact, compactPhone, phonePattern } from "./rules";

/**
 * The countries (ISO 3166) of a number written without its country. `act`: chosen in the same form, as the address or
 * the store; `person`: of the account's numbers and the browser; `house`: the retailer's own country, then those of its
 * stores.
 */
export type CountryEvidence = { act: string[]; person: string[]; house: string[] };
export const noEvidence: CountryEvidence = { act: [], person: [], house: [] };

/** What is wrong with the input. `land`: a number that receives no text messages, where one has to be sent. */
type WrongContact = "email" | "phone" | "land" | "neither";
/** `unclear`: the number exists in several countries, and the person has to choose one. */
export type ParsedContact = Address | { kind: "unclear"; countries: string[] } | { kind: "wrong"; why: WrongContact };

const emailSchema = z.email().max(254);
const toInvalid = (why: WrongContact): ParsedContact => ({ kind: "wrong", why });
const toAddress = (phone: PhoneNumber): Address => ({ kind: "phone", value: phone.number });
const isMobile = (phone: PhoneNumber): boolean => smsNumberTypes.includes(phone.getType() ?? "");

type Guess = {
  by: keyof CountryEvidence;
  country: string;
  phone: PhoneNumber;
  mobile: boolean;
  /** False with a leading 0 that is never written in that country. */
  usual: boolean;
};

function guessNumber(digits: string, country: string, by: keyof CountryEvidence): Guess[] {
  if (!isSupportedCountry(country)) return [];
  const phone = parsePhoneNumberFromString(digits, { defaultCountry: country, extract: false });
  if (!phone?.isValid()) return [];
  const own = phone.formatNational().replace(/\D/g, "");
  const usual = digits.length <= own.length || digits.startsWith(phone.countryCallingCode);
  return [{ by, country, phone, mobile: isMobile(phone), usual }];
}

/** The numbers that `digits` may mean in some country, each with its strongest evidence. */
function listGuesses(digits: string, evidence: CountryEvidence): Guess[] {
  const all = (["act", "person", "house"] as const).flatMap((by) =>
    evidence[by].flatMap((country) => guessNumber(digits, country, by)),
  );
  return all.filter(
    (one, i) =>
      // Almost any digits are a fixed line somewhere: abroad only mobiles are guessed.
      (one.mobile || one.by !== "house" || one.country === evidence.house[0]) &&
      all.findIndex(({ phone }) => phone.number === one.phone.number) === i,
  );
}

/**
 * The guesses that the person has to be asked about. The form's country decides, unless the person's own countries
 * contradict it, or the number would be oddly written or a fixed line; a fixed line does not compete with a mobile.
 * Without the form's country no evidence outweighs another: a stranger could get the message.
 */
function filterPlausible(guesses: Guess[]): Guess[] {
  const chosen = guesses.filter(({ by }) => by === "act");
  const weak = chosen.every(({ usual, mobile }) => !usual || !mobile);
  const rivals = guesses.filter(({ by, usual }) => by === "person" || (by === "house" && usual && weak));
  const open = [...chosen, ...rivals];
  const left = open.filter(({ by, mobile }) => by === "act" || mobile || !open.some((other) => other.mobile));
  return left.length > 0 ? left : guesses;
}

function parseNumber(clean: string, evidence: CountryEvidence, forTexts: boolean): ParsedContact {
  const compact = compactPhone(clean);
  if (compact.startsWith("+")) {
    const phone = parsePhoneNumberFromString(compact, { extract: false });
    if (!phone?.isValid()) return toInvalid("phone");
    return forTexts && !isMobile(phone) ? toInvalid("land") : toAddress(phone);
  }
  const all = listGuesses(compact, evidence);
  const [first, ...others] = filterPlausible(forTexts ? all.filter(({ mobile }) => mobile) : all);
  if (!first) return toInvalid(all.length > 0 ? "land" : "phone");
  return others.length > 0
    ? { kind: "unclear", countries: [first, ...others].map(({ country }) => country) }
    : toAddress(first.phone);
}

/**
 * The only parser of contacts: the meaning of `text`, typed or pasted, normalised (E.164, e-mail in lower case). E-mail
 * is ASCII with one plain "@": a homoglyph, a quoted local part or a second address inside is refused. A number with
 * its country needs no evidence, so that a parsed number is parsed unchanged; one without it is unclear when it may
 * belong to two people. `forTexts`: only numbers that receive text messages count.
 */
export function parseContact(text: string, evidence: CountryEvidence, forTexts = false): ParsedContact {
  const clean = cleanContact(text);
  if (clean.includes("@")) {
    const email = emailSchema.safeParse(clean);
    return email.success ? { kind: "email", value: email.data } : toInvalid("email");
  }
  if (phonePattern.test(clean)) return parseNumber(clean, evidence, forTexts);
  if (clean.includes("＠")) return toInvalid("email");
  return toInvalid(clean.replace(/\D/g, "").length >= 2 ? "phone" : "neither");
}

/** Like `parseContact`, for an address to which a code is sent: only numbers that receive text messages count. */
export const parseMobile = (text: string, evidence: CountryEvidence): ParsedContact =>
  parseContact(text, evidence, true);
