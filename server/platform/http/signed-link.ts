import { keyedDigest } from "./cookies";
import { sameSecret } from "../ids";

/** What can be opened by a link alone, to be looked at. */
export type Linked = "order" | "pickup";

/**
 * The signature by which a link opens this one thing without an account, for as long as the process's secret is kept: 22
 * letters of base64url, 132 bits.
 */
export const signatureOf = (kind: Linked, id: string): string => keyedDigest(`link-${kind}`, id).slice(0, 22);

/** Whether we gave this signature for this very thing. */
export const isSignatureOf = (kind: Linked, id: string, given: string): boolean =>
  sameSecret(signatureOf(kind, id), given);

/** The signature as it ends a link: behind "#" it reaches neither a log nor another site. */
export const signedEnd = (kind: Linked, id: string): string => `#s=${signatureOf(kind, id)}`;
