/** The relying party of passkeys: a host name and its origin. */
export type RelyingParty = { rpId: string; origin: string };

const ipAddress = /^(\d+\.){3}\d+$|^\[/;

/**
 * The relying party of the public origin; null where browsers allow no passkeys: an IP address, or plain HTTP elsewhere
 * than on this machine.
 */
export function toRelyingParty(origin: string | undefined): RelyingParty | null {
  if (!origin || !URL.canParse(origin)) return null;
  const { hostname, protocol, origin: exact } = new URL(origin);
  if (ipAddress.test(hostname)) return null;
  if (protocol !== "https:" && hostname !== "localhost" && !hostname.endsWith(".localhost")) return null;
  return { rpId: hostname, origin: exact };
}
