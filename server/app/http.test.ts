import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDb } from "@/db/client";
import { schemaV } from "@/server/operations/format.rules";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { handleApi, hasUnsafeCharacters } from "./http";

const server = createServer((req, res) => void handleApi(req, res, (req.url ?? "").split("?")[0] ?? ""));
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/trpc`;
const given = process.env.DATABASE_URL ?? "";

beforeAll(async () => {
  await loadSecrets();
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each([
  ["a page of the catalogue", "catalogue.list?input={}", ""],
  ["somebody whose cookie cannot be looked up", "cart.get", "guest"],
])("while the database is away %s is told when to come again, and is served once it is back", async (_, path, who) => {
  const cookie = who ? signCookie("selvedge-guest", generateSecret()) : "";
  const ask = () => fetch(`${url()}/${path}`, { headers: { "sec-fetch-site": "same-origin", cookie } });
  await closeDb();
  process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/nothing";
  const away = await ask();
  expect([away.status, away.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await away.json()).toMatchObject({ error: { message: "UNAVAILABLE" } });
  await closeDb();
  process.env.DATABASE_URL = given;
  expect((await ask()).status).toBe(who ? 401 : 200);
});

test.each([
  ['{"a":"\\u0000"}', true],
  ['{"a":"\\ud83d"}', true],
  ['{"a":["\\ude00\\ud83d"]}', true],
  ['{"\\uD83D":1}', true],
  ['{"a":"\\ud83d\\ude00 👗"}', false],
  ['{"a":"\\\\ud83d, \\\\u0000"}', false],
])("a body %s is unfit for a column: %s", (body, unfit) => expect(hasUnsafeCharacters(body)).toBe(unfit));

test("a lone surrogate is refused in a URL and in a body", async () => {
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const input = encodeURIComponent('{"query":"\\ud83d"}');
  expect((await fetch(`${url()}/catalogue.list?input=${input}`, { headers })).status).toBe(400);
  const body = '{"query":"\\ud83d"}';
  expect((await fetch(`${url()}/catalogue.list`, { method: "POST", headers, body })).status).toBe(400);
});

test("a device of operation format 1 is told what is missing in the word that it knows", async () => {
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  const nonce = "0123456789abcdef".repeat(2);
  const hello = await fetch(`${url()}/shoppers.createGuest`, {
    method: "POST",
    headers,
    body: JSON.stringify({ nonce, device: { kind: "phone" } }),
  });
  const cookie = hello.headers.getSetCookie().join("; ");
  const push = async (schemaV: number) => {
    const op = { mid: 7, scope: randomUUID(), name: "cart.clear", args: {}, baseVersion: 0, at: 0 };
    const body = JSON.stringify({ clientId: randomUUID(), schemaV, ops: [op] });
    const answer = await fetch(`${url()}/sync.push`, { method: "POST", headers: { ...headers, cookie }, body });
    return answer.json();
  };
  expect(await push(1)).toMatchObject({
    error: { message: "GAP", data: { appCode: "GAP", details: { expectedMid: 1 } } },
  });
  expect(await push(schemaV)).toMatchObject({ error: { data: { appCode: "SEQUENCE_GAP" } } });
});

test("a tab of an earlier build calls procedures by the names that it knows, several in one request too", async () => {
  const headers = { "sec-fetch-site": "same-origin" };
  const one = await fetch(`${url()}/catalogue.categories`, { headers });
  expect(one.status).toBe(200);
  const several = await fetch(`${url()}/catalogue.categories,payments.settings?batch=1&input={}`, { headers });
  expect(several.status).toBe(200);
  expect(await several.json()).toHaveLength(2);
  expect((await fetch(`${url()}/catalogue.never`, { headers })).status).toBe(404);
});
