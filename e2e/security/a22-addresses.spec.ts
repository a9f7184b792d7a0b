import { inArray } from "drizzle-orm";
import { afterAll } from "vitest";
import { db } from "@/db/client";
import { shopperLogin } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { Jar, signInThroughProvider } from "@/e2e/auth-handler";
import { type Claims, startOidcProvider } from "../oidc";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer } from "./people";
import { SignInBrowser, startSignInServer } from "./sign-in";
import { query, type Target } from "./target";

/** Addresses that one program reads as the victim's and another as somebody else's. */
const buildDoubledAddress = (victim: string) => {
  const [name = "", host = ""] = victim.split("@");
  return [
    `"evil@thief.test"@${host}`,
    `"${name}"@${host}`,
    `${name}＠${host}`,
    `${name}@${host}＠thief.test`,
    `${name}@thief.test@${host}`,
    `${name}@${host},evil@thief.test`,
    `${name}@${host}\r\nbcc: evil@thief.test`,
    `а${name}@${host}`,
    `${name}@${host.replace("a", "а")}`,
    `${victim}\u0000`,
    `evil@thief.test <${victim}>`,
  ];
};

async function tryTricks(target: Target): Promise<string[]> {
  const { email } = await createCustomer();
  const through: string[] = [];
  for (const address of buildDoubledAddress(email)) {
    const { said } = await new SignInBrowser(target).ask(address);
    if (said !== "CONTACT_WRONG" && said !== "BAD_INPUT")
      through.push(`${JSON.stringify(address)} was answered ${said}`);
  }
  return through;
}

/** Google's word about a person whom the shop knows by a code: of an unverified address, and of a verified one. */
async function tryLink(target: Target, say: (claims: Claims) => void): Promise<string[]> {
  const through: string[] = [];
  for (const verified of [false, true]) {
    const { email, shopperId } = await createCustomer();
    const sub = `thief-${shopperId}`;
    say({ sub, email, email_verified: verified, name: "Thief" });
    const jar = new Jar();
    await signInThroughProvider(jar, target.url, "/en/account?link=google");
    await signInThroughProvider(jar, target.url, "/en/cart");
    const { data } = await query(target, "shoppers.getMe", { as: { cookie: jar.header, surface: "shop" } });
    const linked = await db().$count(shopperLogin, inArray(shopperLogin.subject, [sub]));
    if ((data as { shopperId?: string }).shopperId === shopperId || linked > 0)
      through.push(`an account taken over by Google's word for ${verified ? "a verified" : "an unverified"} address`);
  }
  return through;
}

let claims: Claims;
const google = await startOidcProvider(() => claims);
afterAll(() => google.close());
const startServer = (changed: Parameters<typeof startSignInServer>[0] = {}) =>
  startSignInServer({ ...changed, app: google.app });

/**
 * A22: asks for codes to addresses of two meanings; goes through an OpenID provider with the victim's address. The production
 * build has no Google: there the shipped sign-in is put together with a provider of the test's own.
 */
async function run(target: Target) {
  const through = await tryTricks(target);
  const shipped = target.close ? target : await startServer();
  through.push(...(await tryLink(shipped, (next) => (claims = next))));
  if (shipped !== target) await shipped.close?.();
  const stray = await db().$count(localMail, inArray(localMail.recipient, ["evil@thief.test"]));
  if (stray > 0) through.push("a code to the thief");
  return through.length > 0
    ? reportLetThrough(through.slice(0, 3).join("; "))
    : reportRefused(
        `${buildDoubledAddress("a@example.test").length} addresses of two meanings, 2 links by a provider's word`,
      );
}

registerAttack({
  id: "A22",
  title: "addresses of two meanings, accounts linked by a provider's word",
  run,
  mutants: {
    "the strict reading of addresses": () =>
      startServer({ codes: { read: (typed) => ({ kind: "email", value: typed.trim().toLowerCase() }) } }),
    "Google's own verification": () => startServer({ google: { verified: () => true, ownerAsked: () => true } }),
    "the owner's consent to a link": () => startServer({ google: { ownerAsked: () => true } }),
  },
});
