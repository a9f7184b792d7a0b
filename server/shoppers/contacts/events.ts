import type { Tx } from "@/db/client";
import type { Address } from "@/server/platform/contact";
import { linkValue, requestReview } from "../graph/commands";

/** A shopper verified an address, or a provider vouched for it: evidence for the identity graph. */
export type ContactVerified = {
  shopperId: string;
  address: Address;
  source: "code" | "contact_added" | "contact_changed" | "google";
  /** The account that this address opens, when it is another one: the two are not merged automatically. */
  ownedBy: string | null;
};

type Listener = (tx: Tx, event: ContactVerified) => Promise<void>;

/** The evidence is added to the identity graph; one address of two accounts is reviewed by the office. */
const recordEvidence: Listener = async (tx, { shopperId, address, source, ownedBy }) => {
  await linkValue(tx, shopperId, { ...address, source });
  const evidence = source === "google" ? source : address.kind;
  if (ownedBy) await requestReview(tx, { holderId: ownedBy, claimantId: shopperId, evidence });
};

/** Listeners of such evidence, in the transaction of the verification itself. */
export const verifiedListeners: Listener[] = [recordEvidence];

/** Emits the event of a verified address. */
export async function emitContactVerified(tx: Tx, event: ContactVerified): Promise<void> {
  for (const listener of verifiedListeners) await listener(tx, event);
}
