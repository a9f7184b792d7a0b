import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { adminInvitation, staff } from "@/db/schema/identity";
import { passkeyChallenge, staffPasskey } from "@/db/schema/passkeys";
import { Authenticator } from "@/server/testing/authenticator";
import { pendingSession } from "@/server/staff/passkeys/queries";
import { openPending } from "@/server/staff/office/sessions";
import { signedPair } from "@/server/platform/http/cookies";
import { env } from "@/server/platform/env";
import { newSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import type { World } from "../matrix/world";
import { onShift } from "../people";
import type { AuditCase, AuditCases } from "./case";

const soon = () => new Date(Date.now() + 600_000);
const address = () => `${randomUUID()}@example.test`;

/** A challenge under a session, as if it had just been asked for. */
async function challenged(sessionId: string, purpose: "add" | "register" | "confirmed"): Promise<string> {
  const challenge = newSecret();
  await db().insert(passkeyChallenge).values({ sessionId, purpose, challenge, expiresAt: soon() });
  return challenge;
}

async function keyOf(staffId: string): Promise<string> {
  const made = { credentialId: newSecret(), publicKey: "AA", rpId: "localhost", counter: 0, synced: false };
  const [key] = await db()
    .insert(staffPasskey)
    .values({ staffId, ...made })
    .returning({ id: staffPasskey.id });
  return key?.id ?? "";
}

/** Whoever at the office has shown the code, and not yet the passkey. */
async function coded({ people }: World) {
  const secret = await inTransaction((tx) => openPending(tx, people.office.staffId));
  return { secret, cookie: signedPair("selvedge-office", secret) };
}

/** The same, with a passkey made for the challenge. */
const withFirstKey = (origin: () => string) => async (world: World) => {
  const { secret, cookie } = await coded(world);
  const challenge = await challenged((await pendingSession(secret))?.sessionId ?? "", "register");
  return { cookie, input: new Authenticator(origin()).make(challenge) };
};

/** An upload of the caller's with one product in it. */
async function uploaded({ people }: World) {
  const uploadId = randomUUID();
  const dir = path.resolve(env().DATA_DIR, "uploads", `${people.office.staffId}.${uploadId}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, "products.csv"), `Handle,Title,Variant Price\nwalk-${uploadId},Walk,10.00\n`);
  return { uploadId, fileName: "a.csv" };
}

const somebody = async ({ store }: World) => (await onShift(store.id)).staffId;

/** Somebody who may not come in, and now may again. */
async function left(world: World) {
  const staffId = await somebody(world);
  await db().update(staff).set({ active: false }).where(eq(staff.id, staffId));
  return { staffId, active: true };
}

const both = (...acts: AuditCase["acts"]): readonly [AuditCase] => [{ acts, figures: "both" }];
const told = (...acts: AuditCase["acts"]): AuditCase => ({ acts, figures: "none" });

/** What is done at the office. `origin` is the address that its browsers use. */
export const officeCases = (origin: () => string) =>
  ({
    "identity.office.requestCode": { silent: "sends a code, which opens nothing by itself" },
    "identity.office.signIn": { silent: "the first half; the session that opens with the passkey is recorded" },
    "identity.office.beginPasskey": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "identity.office.beginAddPasskey": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "identity.office.beginConfirm": { silent: "hands out a challenge; what follows from its answer is recorded" },
    "identity.office.confirm": { silent: "lets add a passkey for five minutes, and that is recorded" },
    "identity.office.touch": { silent: "says that the office is in use; sign-in and sign-out are recorded" },
    "identity.office.claim": [
      {
        as: "anonymous",
        input: async () => {
          const secret = newSecret();
          await db().delete(staffPasskey);
          await db()
            .insert(adminInvitation)
            .values({ secretHash: sha256(secret), expiresAt: soon() });
          return { secret, name: "Nigar", email: address() };
        },
        by: "stranger",
        ...told("admin.claimed"),
      },
    ],
    "identity.office.finishPasskey": [
      {
        arrive: withFirstKey(origin),
        acts: ["office.signed_in", "passkey.added"],
        by: "entering",
        figures: { "office.signed_in": "none", "passkey.added": "after" },
      },
    ],
    "identity.office.skipPasskey": [{ arrive: coded, by: "entering", ...told("office.signed_in") }],
    "identity.office.addPasskey": [
      {
        input: async ({ people }) => {
          const challenge = await challenged(people.office.sessionId, "add");
          return { label: "", response: new Authenticator(origin()).make(challenge) };
        },
        acts: ["passkey.added"],
        figures: "after",
      },
    ],
    "identity.office.removePasskey": [
      {
        input: async ({ people }) => {
          await challenged(people.office.sessionId, "confirmed");
          return [await keyOf(people.office.staffId), { id: await keyOf(people.office.staffId) }][1];
        },
        acts: ["passkey.removed"],
        figures: "before",
      },
    ],
    "identity.office.resetPasskeys": [
      {
        as: "admin",
        input: async ({ people }) => [await keyOf(people.office.staffId), { staffId: people.office.staffId }][1],
        acts: ["passkey.reset"],
        figures: "both",
      },
    ],
    "identity.office.signOut": [told("office.signed_out")],
    "identity.office.saveStaff": [
      { acts: ["staff.added"], figures: "after" },
      {
        input: async (world) => ({
          id: await somebody(world),
          name: "New",
          email: address(),
          role: "manager",
          storeId: world.other.id,
        }),
        acts: ["staff.changed"],
        figures: "both",
      },
    ],
    "identity.office.setPin": both("pin.set"),
    "identity.office.setActive": [...both("staff.deactivated"), { input: left, ...both("staff.activated")[0] }],
    "identity.office.enrolDevice": [{ acts: ["device.invited"], figures: "after" }],
    "identity.office.revokeDevice": both("device.revoked"),
    "client.layCanary": [{ as: "admin", ...told("canary.laid") }],
    "identityGraph.merge": both("identity.merged"),
    "identityGraph.keepApart": both("identity.kept_apart"),
    "identityGraph.split": both("identity.split"),
    "import.start": [{ input: uploaded, ...told("import.started") }],
    "stores.saveHours": both("stores.hours.save"),
    "stores.saveRooms": both("stores.rooms.save"),
  }) satisfies AuditCases;
