import { expect, test } from "vitest";
import { assertOffice, assertShift } from "@/server/access/actors";
import type { StaffActor } from "@/server/platform/context";
import { createTestCaller } from "@/server/testing/caller";
import { ctxOf, makeConsultant, makeOffice, makeStore } from "@/server/testing/factories";
import type { Meta } from "@/server/trpc/init";
import { appRouter } from "./router";

type Declared = { _def: { meta?: Meta } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>);
const namesFor = (actor: Meta["actor"]) =>
  procedures.filter(([, { _def }]) => _def.meta?.actor === actor).map(([name]) => name);

/** How a procedure answers an actor that sends nothing. */
async function getAnswer(actor: StaffActor, name: string): Promise<string> {
  let at: unknown = createTestCaller(ctxOf(actor, actor.surface));
  for (const part of name.split(".")) at = (at as Record<string, unknown>)[part];
  return (at as (input: unknown) => Promise<unknown>)(undefined).then(
    () => "answered",
    (e) => (e as { code: string }).code,
  );
}

/** A session on a tablet or at the office whose person has lost the role for it: the place alone opens nothing. */
async function makeStrangers() {
  const shift = (await makeConsultant((await makeStore()).id)).actor;
  const office = (await makeOffice()).actor;
  return { onTablet: { ...shift, role: "office" as const }, atOffice: { ...office, role: "consultant" as const } };
}

test("every procedure of a shift asks the permission table, not only where the call comes from", async () => {
  const { onTablet } = await makeStrangers();
  const names = namesFor("consultant");
  const answers = await Promise.all(names.map(async (name) => [name, await getAnswer(onTablet, name)]));
  expect(names.length).toBeGreaterThan(40);
  expect(answers.filter(([, answer]) => answer !== "UNAUTHORIZED")).toEqual([]);
});

test("every procedure of the office asks the permission table", async () => {
  const { atOffice } = await makeStrangers();
  const names = namesFor("office");
  const answers = await Promise.all(names.map(async (name) => [name, await getAnswer(atOffice, name)]));
  expect(names.length).toBeGreaterThan(40);
  expect(answers.filter(([, answer]) => answer !== "UNAUTHORIZED")).toEqual([]);
});

test("a command asks it too, whoever calls it", async () => {
  const { onTablet, atOffice } = await makeStrangers();
  expect(() => assertShift({ actor: onTablet }, "serve")).toThrow("NOT_FOUND");
  expect(() => assertOffice({ actor: atOffice }, "office")).toThrow("NOT_FOUND");
  const { actor } = await makeConsultant((await makeStore()).id);
  expect(assertShift({ actor }, "serve")).toBe(actor);
  expect(() => assertShift({ actor }, "unlock_colleague")).toThrow("NOT_FOUND");
});
