import { expect, test } from "vitest";
import { makeShopper } from "@/server/testing/factories";
import { findDraft } from "./queries";
import { saveDraft } from "./save-draft";

test("devices that type into different fields at once both keep them", async () => {
  const { ctx, id } = await makeShopper();
  const changes = [
    { name: "Leyla" },
    { phone: "1" },
    ...["line1", "line2", "city", "postcode"].map((f) => ({ [f]: f })),
  ];
  await Promise.all(
    changes.map((c) => saveDraft(ctx, "name" in c || "phone" in c ? c : { address: { ...c, country: "AZ" } })),
  );
  const address = { line1: "line1", line2: "line2", city: "city", postcode: "postcode", country: "AZ" };
  expect(await findDraft(id)).toMatchObject({ name: "Leyla", email: "", phone: "1", address });
  // A tab of an earlier build sends all fields.
  const whole = { name: "L", email: "l@example.test", phone: "", address: null };
  expect(await saveDraft(ctx, whole)).toMatchObject(whole);
});
