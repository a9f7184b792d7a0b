/** The version of the words that are shown now: messages `privacy.texts.<version>`. New words get a new version, old ones stay. */
export const textVersion = "v1";
export const textVersions = ["v1"] as const;

/** Ways by which news may reach somebody; each is consented to by itself. */
export const channels = ["email", "sms"] as const;
export type Channel = (typeof channels)[number];

export type ConsentRecord = { channel: string; decision: "told" | "granted" | "withdrawn" };

/** What holds for each channel after these advertising decisions, oldest first: silence is no. */
export function toCurrentConsents(records: ConsentRecord[]): Record<Channel, boolean> {
  const last = (channel: Channel) => records.filter((r) => r.channel === channel).at(-1)?.decision;
  return { email: last("email") === "granted", sms: last("sms") === "granted" };
}

/**
 * The channels that a merge must withdraw from the account, given the decisions of both, oldest first. The stricter of the
 * two holds: a no of the guest ends the account's yes; a yes of the guest gives the account nothing.
 */
export function findWithdrawnByMerge(guest: ConsentRecord[], account: ConsentRecord[]): Channel[] {
  const yes = toCurrentConsents(account);
  return channels.filter((c) => yes[c] && guest.filter((r) => r.channel === c).at(-1)?.decision === "withdrawn");
}
