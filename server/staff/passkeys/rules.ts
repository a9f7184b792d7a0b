/** The relying party of passkeys: a host name and its origin. */
export type Party = { rpId: string; origin: string };

const number = /^(\d+\.){3}\d+$|^\[/;

/**
 * The relying party for the origin that browsers reach us at; null where browsers allow no passkeys: an address of
 * numbers, or plain HTTP elsewhere than on this machine.
 */
export function partyOf(origin: string | undefined): Party | null {
  if (!origin || !URL.canParse(origin)) return null;
  const { hostname, protocol, origin: exact } = new URL(origin);
  if (number.test(hostname)) return null;
  if (protocol !== "https:" && hostname !== "localhost" && !hostname.endsWith(".localhost")) return null;
  return { rpId: hostname, origin: exact };
}
