import { answerAuth, Jar } from "@/e2e/auth-handler";
import { createAuthDeps } from "@/server/app/auth";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { askFrom, startMutant, type Target } from "./target";

const payloads = [
  "https://evil.example/",
  "//evil.example/",
  "///evil.example/",
  "/\\evil.example/",
  "\\\\evil.example/",
  "/%5Cevil.example/",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/en\r\nLocation: https://evil.example/",
  "/en%0d%0aLocation:%20https://evil.example/",
  "http://127.0.0.1@evil.example/",
  "http://127.0.0.1.evil.example/",
  "/\t/evil.example/",
];
const from = "127.0.15.1";

/** Whether a browser on `base` that is redirected to `where` leaves it. */
const leaves = (where: string, base: string): boolean =>
  !URL.canParse(where, base) || new URL(where, base).origin !== new URL(base).origin;

/** The addresses to which next-auth would send a browser that asks to come back to `payload`. */
async function answers(target: Target, base: string, payload: string): Promise<string[]> {
  const jar = new Jar();
  const out = await jar.postAuth(target.url, "signout", { callbackUrl: payload });
  const said = ((await out.json().catch(() => ({}))) as { url?: string }).url ?? "";
  const asked = encodeURIComponent(payload);
  const found = [said];
  for (const path of [`/api/auth/signin?callbackUrl=${asked}`, `/api/auth/signout?callbackUrl=${asked}`]) {
    const response = await jar.fetch(`${target.url}${path}`);
    found.push(response.headers.get("location") ?? "");
  }
  const kept = [...jar.cookies].find(([name]) => name.endsWith("callback-url"))?.[1];
  if (kept) found.push(decodeURIComponent(kept));
  return found.filter(Boolean).map((where) => where.replace(/^(https?:\/\/[^/]+)\?/, `${base}?`));
}

/** A15: asks next-auth and the pages to lead away; every answer must stay on the origin. */
async function run(target: Target) {
  const base = process.env.NEXTAUTH_URL ?? target.url;
  const through: string[] = [];
  let seen = 0;
  for (const payload of payloads) {
    for (const where of await answers(target, base, payload)) {
      seen++;
      if (leaves(where, base) && leaves(where, target.url)) through.push(`${JSON.stringify(payload)} → ${where}`);
    }
    const page = await askFrom(target, { from, path: `/${payload.replace(/^\/+/, "/").replace(/[^\x21-\x7e]/g, "")}` });
    const location = String(page.headers.location ?? "");
    if (location && leaves(location, target.url)) through.push(`path ${payload} → ${location}`);
  }
  if (seen < payloads.length) throw new Error("next-auth named no address at all: the attack proves nothing");
  return through.length > 0
    ? reportLetThrough(through.slice(0, 3).join(", "))
    : reportRefused(`${seen} answers stay on the origin`);
}

registerAttack({
  id: "A15",
  title: "open redirect through callbackUrl, //x, /\\x and line breaks",
  run,
  mutants: {
    "the rule that keeps paths on the origin": () =>
      startMutant({}, async (req, res) => {
        process.env.NEXTAUTH_URL ??= `http://${req.headers.host}`;
        await answerAuth(req, res, { ...createAuthDeps(), toReturnPath: (asked) => asked ?? "/" });
      }),
  },
});
