import { expect, test } from "vitest";
import { z } from "zod";
import { queuedOpSchema } from "@/server/operations/schema";
import { type Field, fieldsOf, freeTexts } from "@/server/testing/inputs";
import { textFields } from "@/server/testing/text-fields";
import { appRouter } from "./router";

type Op = { properties: { name: { const: string }; args: Field } };

test("every free-text field of the API is known, with its kind", () => {
  const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>) as [
    string,
    { _def: { inputs: z.ZodType[] } },
  ][];
  const asked = procedures.flatMap(([name, { _def }]) =>
    _def.inputs.flatMap((input) => freeTexts(fieldsOf(input)).map((field) => `${name}.${field}`)),
  );
  // Queued operations are validated one by one, so the procedure's own input does not show their fields.
  const { anyOf = [], oneOf = anyOf } = fieldsOf(queuedOpSchema);
  const queued = (oneOf as unknown as Op[]).flatMap(({ properties: { name, args } }) =>
    freeTexts(args).map((field) => `${name.const}.${field}`),
  );
  expect([...new Set([...asked, ...queued])].sort()).toEqual(Object.keys(textFields).sort());
  expect(queued).toContain("request.pickup.contact.contact");
});

test("the search finds a text in every position", () => {
  const inside = z.strictObject({ who: z.array(z.strictObject({ phone: z.string().nullable() })) });
  const either = z.union([
    z.strictObject({ id: z.uuid() }),
    z.strictObject({ code: z.string().max(9).transform(Number) }),
  ]);
  expect([inside, either, z.strictObject({ any: z.unknown() })].map((s) => freeTexts(fieldsOf(s)))).toEqual([
    ["who.phone"],
    ["code"],
    ["any"],
  ]);
});
