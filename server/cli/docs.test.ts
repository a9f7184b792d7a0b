import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { queuedOpSchema } from "@/server/operations/schema";
import { buildApiDocs, examples, getInputSchemas } from "./api-docs";
import { listInputFields } from "./input-fields";
import { replaceModules } from "./module-docs";
import { buildSettingsDocs } from "./settings-docs";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("the documents made from the code are current", () => {
  const architecture = read("docs/architecture.md");
  const built = {
    "docs/api.md": buildApiDocs(),
    "docs/configuration.md": buildSettingsDocs(),
    "docs/architecture.md": replaceModules(architecture),
  };
  const stale = Object.entries(built).filter(([file, text]) => read(file) !== text);
  expect(
    stale.map(([file]) => file),
    "run `npm run docs` and commit what it wrote",
  ).toEqual([]);
});

/** An input with its variables fillIn in: a nonce, and ids. */
const fillIn = (input: object): unknown =>
  JSON.parse(
    JSON.stringify(input)
      .replaceAll(/"[A-Z]+_ID"/g, `"${crypto.randomUUID()}"`)
      .replace("NONCE", "0".repeat(32)),
  );

test.each(examples.map((example) => [example.procedure, example] as const))(
  "the example of %s is a valid input",
  (_, example) => {
    for (const schema of getInputSchemas(example.procedure))
      expect(schema.safeParse(fillIn(example.input)).error).toBeUndefined();
  },
);

test("the mutations of the examples are mutations", () => {
  const ops = examples.flatMap(({ input }) => ("ops" in input ? (input.ops as object[]) : []));
  expect(ops).not.toEqual([]);
  for (const op of ops) expect(queuedOpSchema.safeParse(fillIn(op)).error).toBeUndefined();
});

test("a field says its type, its bounds and whether it may be left out", () => {
  const schema = z.strictObject({
    id: z.uuid(),
    quantity: z.number().int().min(1).max(10),
    note: z.string().max(80).nullable().optional(),
    days: z.array(z.enum(["mon", "tue"])).max(7),
    to: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("delivery") }),
      z.strictObject({ kind: z.literal("pickup"), storeId: z.uuid() }),
    ]),
  });
  expect(listInputFields(schema)).toEqual([
    { name: "id", optional: false, type: "uuid" },
    { name: "quantity", optional: false, type: "integer 1–10" },
    { name: "note", optional: true, type: "string ≤ 80 | null" },
    { name: "days", optional: false, type: '("mon" | "tue")[] ≤ 7' },
    { name: "to", optional: false, type: '{ kind: "delivery" } | { kind: "pickup", storeId: uuid }' },
  ]);
});

const { scripts } = JSON.parse(read("package.json"));

const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].concat(
  readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
);

test.each(documents)("every link of %s leads to a file", (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? "");
  const known = links.filter((link) => link !== "NNNN-title.md");
  const missing = known.filter((link) => !existsSync(path.join(root, path.dirname(document), link)));
  expect(missing).toEqual([]);
});

test.each(documents)("every path and command that %s names is there", (document) => {
  const text = read(document);
  const paths = [...text.matchAll(/`((?:app|components|server|db|docs|e2e|public)\/[\w()./-]+)`/g)].map(
    ([, name]) => name ?? "",
  );
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? "");
  expect(paths.filter((name) => !name.includes("NAME") && !existsSync(path.join(root, name)))).toEqual([]);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

test("every decision stands in the index", () => {
  const index = read("docs/adr/README.md");
  const records = readdirSync(path.join(root, "docs/adr")).filter((file) => /^\d{4}-/.test(file));
  expect(records.filter((file) => !index.includes(`(${file})`))).toEqual([]);
});
