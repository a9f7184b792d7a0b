import type { Tx } from "@/db/client";
import type { Address } from "@/server/platform/contact";
import { linkValue, requestReview } from "../graph/commands";

/** Somebody proved to read an address, or a provider vouched for it: evidence of who is who. */
export type ContactVerified = {
  shopperId: string;
  address: Address;
  source: "code" | "contact_added" | "contact_changed" | "google";
  /** The account that this address opens, when it is another one: the two are not merged by themselves. */
  ownedBy: string | null;
};

type Listener = (tx: Tx, event: ContactVerified) => Promise<void>;

/** Evidence goes into the identity graph; one address behind two accounts is a question for the office. */
const recordEvidence: Listener = async (tx, { shopperId, address, source, ownedBy }) => {
  await linkValue(tx, shopperId, address, source);
  const evidence = source === "google" ? source : address.kind;
  if (ownedBy) await requestReview(tx, { holderId: ownedBy, claimantId: shopperId, evidence });
};

/** Who hears of such evidence, in the transaction of the proof itself. */
export const verifiedListeners: Listener[] = [recordEvidence];

/** Tells of a verified address. */
export async function emitContactVerified(tx: Tx, event: ContactVerified): Promise<void> {
  for (const listener of verifiedListeners) await listener(tx, event);
}
