import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { adminInvitation, staff } from "@/db/schema/identity";
import { passkeyChallenge, staffPasskey } from "@/db/schema/passkeys";
import { env } from "@/server/platform/env";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { findPendingSession } from "@/server/staff/passkeys/queries";
import { createPendingSession } from "@/server/staff/sessions";
import { Authenticator } from "@/server/testing/authenticator";
import type { World } from "../matrix/world";
import { createShift } from "../people";
import type { AuditCase, AuditCases } from "./case";

const inTenMinutes = () => new Date(Date.now() + 600_000);
const randomAddress = () => `${randomUUID()}@example.test`;

/** A challenge under a session, as if just requested. */
async function createChallenge(sessionId: string, purpose: "add" | "register" | "confirmed"): Promise<string> {
  const challenge = generateSecret();
  await db().insert(passkeyChallenge).values({ sessionId, purpose, challenge, expiresAt: inTenMinutes() });
  return challenge;
}

async function createPasskey(staffId: string): Promise<string> {
  const made = { credentialId: generateSecret(), publicKey: "AA", rpId: "localhost", counter: 0, synced: false };
  const [key] = await db()
    .insert(staffPasskey)
    .values({ staffId, ...made })
    .returning({ id: staffPasskey.id });
  return key?.id ?? "";
}

/** Whoever at the office has shown the code, and not yet the passkey. */
async function createPendingOffice({ people }: World) {
  const secret = await inTransaction((tx) => createPendingSession(tx, people.office.staffId));
  return { secret, cookie: signCookie("selvedge-office", secret) };
}

/** The same, with a passkey made for the challenge. */
const buildFirstKeyInput = (origin: () => string) => async (world: World) => {
  const { secret, cookie } = await createPendingOffice(world);
  const challenge = await createChallenge((await findPendingSession(secret))?.sessionId ?? "", "register");
  return { cookie, input: new Authenticator(origin()).make(challenge) };
};

/** An upload of the caller's with one product in it. */
async function createUpload({ people }: World) {
  const uploadId = randomUUID();
  const dir = path.resolve(env().DATA_DIR, "uploads", `${people.office.staffId}.${uploadId}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, "products.csv"), `Handle,Title,Variant Price\nwalk-${uploadId},Walk,10.00\n`);
  return { uploadId, fileName: "a.csv" };
}

const createConsultant = async ({ store }: World) => (await createShift(store.id)).staffId;

/** Somebody who may not come in, and now may again. */
async function createDeactivated(world: World) {
  const staffId = await createConsultant(world);
  await db().update(staff).set({ active: false }).where(eq(staff.id, staffId));
  return { staffId, active: true };
}

const withFigures = (...acts: AuditCase["acts"]): readonly [AuditCase] => [{ acts, figures: "both" }];
const withoutFigures = (...acts: AuditCase["acts"]): AuditCase => ({ acts, figures: "none" });

/** What is done at the office. `origin` is the address that its browsers use. */
export const buildOfficeCases = (origin: () => string) =>
  ({
    "staff.office.requestCode": { silent: "sends a code, which opens nothing by itself" },
    "staff.office.signIn": { silent: "the first half; the session that opens with the passkey is recorded" },
    "staff.office.beginPasskey": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "staff.office.beginAddPasskey": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "staff.office.beginConfirmation": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "staff.office.confirm": { silent: "lets add a passkey for five minutes, and that is recorded" },
    "staff.office.extendSession": { silent: "says that the office is in use; sign-in and sign-out are recorded" },
    "staff.office.claim": [
      {
        as: "anonymous",
        input: async () => {
          const secret = generateSecret();
          await db().delete(staffPasskey);
          await db()
            .insert(adminInvitation)
            .values({ secretHash: sha256(secret), expiresAt: inTenMinutes() });
          return { secret, name: "Nigar", email: randomAddress() };
        },
        by: "stranger",
        ...withoutFigures("admin.claimed"),
      },
    ],
    "staff.office.finishPasskey": [
      {
        arrive: buildFirstKeyInput(origin),
        acts: ["office.signed_in", "passkey.added"],
        by: "entering",
        figures: { "office.signed_in": "none", "passkey.added": "after" },
      },
    ],
    "staff.office.skipPasskey": [
      { arrive: createPendingOffice, by: "entering", ...withoutFigures("office.signed_in") },
    ],
    "staff.office.addPasskey": [
      {
        input: async ({ people }) => {
          const challenge = await createChallenge(people.office.sessionId, "add");
          return { label: "", response: new Authenticator(origin()).make(challenge) };
        },
        acts: ["passkey.added"],
        figures: "after",
      },
    ],
    "staff.office.removePasskey": [
      {
        input: async ({ people }) => {
          await createChallenge(people.office.sessionId, "confirmed");
          return [await createPasskey(people.office.staffId), { id: await createPasskey(people.office.staffId) }][1];
        },
        acts: ["passkey.removed"],
        figures: "before",
      },
    ],
    "staff.office.resetPasskeys": [
      {
        as: "admin",
        input: async ({ people }) =>
          [await createPasskey(people.office.staffId), { staffId: people.office.staffId }][1],
        acts: ["passkey.reset"],
        figures: "both",
      },
    ],
    "staff.office.signOut": [withoutFigures("office.signed_out")],
    "staff.office.save": [
      { acts: ["staff.added"], figures: "after" },
      {
        input: async (world) => ({
          id: await createConsultant(world),
          name: "New",
          email: randomAddress(),
          role: "manager",
          storeId: world.other.id,
        }),
        acts: ["staff.changed"],
        figures: "both",
      },
    ],
    "staff.office.setPin": withFigures("pin.set"),
    "staff.office.setActive": [
      ...withFigures("staff.deactivated"),
      { input: createDeactivated, ...withFigures("staff.activated")[0] },
    ],
    "staff.office.enrolDevice": [{ acts: ["device.invited"], figures: "after" }],
    "staff.office.revokeDevice": withFigures("device.revoked"),
    "jobs.office.runAgain": [{ as: "admin", ...withoutFigures("job.run_again") }],
    "assistance.office.addCanary": [{ as: "admin", ...withoutFigures("canary.laid") }],
    "shoppers.office.approveMerge": withFigures("identity.merged"),
    "shoppers.office.rejectMerge": withFigures("identity.kept_apart"),
    "shoppers.office.split": withFigures("identity.split"),
    "imports.office.start": [{ input: createUpload, ...withoutFigures("import.started") }],
    "stores.office.saveHours": withFigures("stores.hours.save"),
    "stores.office.saveRooms": withFigures("stores.rooms.save"),
  }) satisfies AuditCases;
