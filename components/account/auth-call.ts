/**
 * Calls next-auth on this origin, as its browser library does, but stays on the page when the network fails: that
 * library navigates to an error page, which is missing offline. Resolves with the address that next-auth names and
 * the refusal's code in it, if it has one. Throws without a network.
 */
export async function callAuth(
  action: string,
  fields: Record<string, string>,
): Promise<{ url: URL; error: string | null }> {
  const csrfResponse = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await csrfResponse.json()) as { csrfToken: string };
  const answer = await fetch(`/api/auth/${action}`, {
    method: "POST",
    headers: { "x-locale": document.documentElement.lang },
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
  const body = (await answer.json()) as { url?: string };
  const url = new URL(body.url ?? "/", location.origin);
  return { url, error: url.searchParams.get("error") ?? (answer.ok ? null : "INTERNAL") };
}
