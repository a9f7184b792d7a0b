import { isSameSecret } from "../ids";
import { computeKeyedDigest } from "./cookies";

/** What a signed link alone opens, read-only. */
export type LinkKind = "order" | "pickup";

/**
 * The signature with which a link opens this one object without an account, for as long as the process's secret is
 * kept: 22 base64url characters, 132 bits.
 */
export const signLink = (kind: LinkKind, id: string): string => computeKeyedDigest(`link-${kind}`, id).slice(0, 22);

/** Whether the signature was made for exactly this object. */
export const isLinkSignature = (kind: LinkKind, id: string, given: string): boolean =>
  isSameSecret(signLink(kind, id), given);

/** The signature as the fragment of a link: behind "#" it reaches neither a log nor another site. */
export const buildSignedFragment = (kind: LinkKind, id: string): string => `#s=${signLink(kind, id)}`;
