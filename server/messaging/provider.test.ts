import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { oneTimeCode } from "@/db/schema/identity";
import { loadSecrets } from "@/server/platform/secrets";
import { getSignInMethods } from "@/server/shoppers/contacts/queries";
import { requestCode } from "@/server/shoppers/sign-in/commands";
import { ctxOf } from "@/server/testing/factories";
import { canSend, sendMessage } from "./provider";

// An installation outside demo mode without mail or text messages.
process.env.DEMO = "0";
beforeAll(async () => {
  await loadSecrets();
});

test("an installation that cannot send says so and creates no code", async () => {
  expect(getSignInMethods()).toEqual({ email: false, sms: false, google: false, demo: false });
  expect([canSend("email"), canSend("sms")]).toEqual([false, false]);
  for (const [address, channel] of [
    ["leyla@example.test", "email"],
    ["+994502123456", "sms"],
  ]) {
    const asked = requestCode(ctxOf({ kind: "anonymous" }), { address: address ?? "", browser: "b" });
    await expect(asked).rejects.toMatchObject({ appCode: "CHANNEL_DISABLED", details: { channel } });
  }
  expect(await db().$count(oneTimeCode)).toBe(0);
  await expect(sendMessage({ channel: "email", to: "leyla@example.test", subject: "s", text: "t" })).rejects.toThrow(
    "not configured",
  );
});
