/**
 * The version of the current notice: messages `privacy.texts.<version>`. A changed text gets a new version; old ones
 * stay.
 */
export const textVersion = "v1";
export const textVersions = ["v1"] as const;

/** Channels of advertising; each needs its own consent. */
export const channels = ["email", "sms"] as const;
export type Channel = (typeof channels)[number];

export type ConsentRecord = { channel: string; decision: "told" | "granted" | "withdrawn" };

/** The consent per channel after these advertising decisions, oldest first; without a decision there is none. */
export function toCurrentConsents(records: ConsentRecord[]): Record<Channel, boolean> {
  const last = (channel: Channel) => records.filter((r) => r.channel === channel).at(-1)?.decision;
  return { email: last("email") === "granted", sms: last("sms") === "granted" };
}

/**
 * The channels that a merge must withdraw from the account, given the decisions of both, oldest first. The stricter one
 * applies: the guest's refusal ends the account's consent, the guest's consent adds nothing to the account.
 */
export function findWithdrawnByMerge(guest: ConsentRecord[], account: ConsentRecord[]): Channel[] {
  const yes = toCurrentConsents(account);
  return channels.filter((c) => yes[c] && guest.filter((r) => r.channel === c).at(-1)?.decision === "withdrawn");
}
