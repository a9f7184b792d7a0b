import { z } from "zod";
import { parseSixDigits } from "@/server/platform/code";
import { cleanContact } from "./rules";

/** An e-mail address as typed or pasted. ASCII only: a homoglyph of "@" or a quoted local part is refused. */
export const emailSchema = z.string().max(200).transform(cleanContact).pipe(z.email());

/** A code of six digits, as typed: spaces and dashes do not matter. */
export const sixDigitsSchema = z.string().max(40).transform(parseSixDigits).pipe(z.string());
