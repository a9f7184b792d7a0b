import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { deviceEnrolment, staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { canSend } from "@/server/messaging/provider";
import { systemCtx } from "@/server/platform/context";
import { pinMatches } from "@/server/platform/ids";
import { demoPin } from "@/server/platform/secrets";
import { officeUrl } from "@/server/platform/startup";
import { inviteFirstAdmin } from "./office/commands";
import { makeEnrolment } from "./commands";

const aDay = 24 * 60;

async function pinOf(person: typeof staff.$inferSelect): Promise<string> {
  const pin = demoPin(person.email);
  const shown = (await pinMatches(pin, person.pinHash)) ? pin : "(changed)";
  return `${person.name} ${shown}${person.role === "manager" ? " (manager)" : ""}`;
}

async function tabletLine(place: typeof store.$inferSelect): Promise<string> {
  const people = await db()
    .select()
    .from(staff)
    .where(and(eq(staff.storeId, place.id), staff.active))
    .orderBy(staff.createdAt, staff.role, staff.name);
  const { code } = await makeEnrolment(systemCtx("start"), { storeId: place.id, name: `${place.name} tablet` }, aDay);
  const pins = await Promise.all(people.map(pinOf));
  return `    ${place.name.padEnd(20)} ${code}   ${pins.join(" · ")}`;
}

async function demoLines(base: string): Promise<string[]> {
  await db()
    .delete(deviceEnrolment)
    .where(and(isNull(deviceEnrolment.createdBy), isNull(deviceEnrolment.usedAt)));
  const admins = await db()
    .select({ email: staff.email })
    .from(staff)
    .where(and(eq(staff.role, "admin"), staff.active));
  const stores = await db().select().from(store).where(eq(store.active, true)).orderBy(store.position);
  return [
    `  mail    ${base}/en/demo-mail (sign-in codes arrive here)`,
    ...admins.map(({ email }) => `  office  sign in as ${email}; the passkey may be skipped in the demo only`),
    "  tablet  enrolment code and shift PINs:",
    ...(await Promise.all(stores.map(tabletLine))),
  ];
}

/**
 * The lines that a start prints so that somebody can get in: the demo house's sign-ins; otherwise, while there is no
 * administrator, a one-time link for the first one. `base` is the address that the server is reached at.
 */
export async function signInLines({ demo, base }: { demo: boolean; base: string }): Promise<string[]> {
  if (demo) return demoLines(base);
  const secret = await inviteFirstAdmin();
  if (secret) return [`  first administrator, once and within a day: ${officeUrl(base)}/claim#${secret}`];
  return canSend("email")
    ? []
    : ["  no mail is sent (SMTP_URL): npm run office:code -- --email ADDRESS prints the office's codes"];
}
