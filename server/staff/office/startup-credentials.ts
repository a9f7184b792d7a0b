import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { deviceEnrolment, staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { canSend } from "@/server/messaging/provider";
import { createSystemCtx } from "@/server/platform/context";
import { isPinMatching } from "@/server/platform/ids";
import { deriveDemoPin } from "@/server/platform/secrets";
import { getOfficeUrl } from "@/server/platform/startup";
import { createEnrolment } from "../commands";
import { inviteFirstAdmin } from "./commands";

const minutesPerDay = 24 * 60;

async function formatPin(person: typeof staff.$inferSelect): Promise<string> {
  const pin = deriveDemoPin(person.email);
  const shown = (await isPinMatching(pin, person.pinHash)) ? pin : "(changed)";
  return `${person.name} ${shown}${person.role === "manager" ? " (manager)" : ""}`;
}

async function buildTabletLine(place: typeof store.$inferSelect): Promise<string> {
  const people = await db()
    .select()
    .from(staff)
    .where(and(eq(staff.storeId, place.id), staff.active))
    .orderBy(staff.createdAt, staff.role, staff.name);
  const { code } = await createEnrolment(
    createSystemCtx("start"),
    { storeId: place.id, name: `${place.name} tablet` },
    minutesPerDay,
  );
  const pins = await Promise.all(people.map(formatPin));
  return `    ${place.name.padEnd(20)} ${code}   ${pins.join(" · ")}`;
}

async function buildDemoLines(base: string): Promise<string[]> {
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
    ...(await Promise.all(stores.map(buildTabletLine))),
  ];
}

/**
 * The lines that a start prints about signing in: the demo's credentials; otherwise, while there is no administrator, a
 * one-time link for the first one. `base` is the server's public address.
 */
export async function buildStartupCredentials({ demo, base }: { demo: boolean; base: string }): Promise<string[]> {
  if (demo) return buildDemoLines(base);
  const secret = await inviteFirstAdmin();
  if (secret) return [`  first administrator, once and within a day: ${getOfficeUrl(base)}/claim#${secret}`];
  return canSend("email")
    ? []
    : ["  no mail is sent (SMTP_URL): npm run office:code -- --email ADDRESS prints the office's codes"];
}
