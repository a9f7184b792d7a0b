import { isSameSecret } from "../ids";
import { computeKeyedDigest } from "./cookies";

/** What can be opened by a link alone, to be looked at. */
export type LinkKind = "order" | "pickup";

/**
 * The signature by which a link opens this one thing without an account, for as long as the process's secret is kept: 22
 * letters of base64url, 132 bits.
 */
export const signLink = (kind: LinkKind, id: string): string => computeKeyedDigest(`link-${kind}`, id).slice(0, 22);

/** Whether we gave this signature for this very thing. */
export const isLinkSignature = (kind: LinkKind, id: string, given: string): boolean =>
  isSameSecret(signLink(kind, id), given);

/** The signature as it ends a link: behind "#" it reaches neither a log nor another site. */
export const buildSignedFragment = (kind: LinkKind, id: string): string => `#s=${signLink(kind, id)}`;
