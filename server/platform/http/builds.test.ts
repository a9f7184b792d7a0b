import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "../env";
import { keepStaticFiles, sendFromOtherBuild } from "./builds";

const given = env().DATA_DIR;
const hour = 3_600_000;
const start = Date.now();
let url = "";
const server = createServer((req, res) => {
  sendFromOtherBuild(req, res, req.url ?? "").then((sent) => sent || res.writeHead(404).end());
});

/** A folder as `next build` leaves it. */
function makeBuild(id: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "selvedge-build-"));
  mkdirSync(path.join(folder, "static/chunks"), { recursive: true });
  writeFileSync(path.join(folder, "BUILD_ID"), id);
  writeFileSync(path.join(folder, `static/chunks/${id}.js`), `// ${id}`);
  return folder;
}

const ask = async (id: string) => {
  const res = await fetch(`${url}/_next/static/chunks/${id}.js`);
  return res.ok ? await res.text() : res.status;
};

beforeAll(async () => {
  env().DATA_DIR = mkdtempSync(path.join(tmpdir(), "selvedge-builds-"));
  writeFileSync(path.join(env().DATA_DIR, "private.json"), "{}");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  env().DATA_DIR = given;
  server.close();
});

test("a build's files are served for a day after another one replaced it, however long it ran before", async () => {
  const [first, second] = [makeBuild("first"), makeBuild("second")];
  await keepStaticFiles(first, start - 90 * 24 * hour);
  await keepStaticFiles(first, start - 60 * 24 * hour);
  await keepStaticFiles(second, start);
  expect(await ask("first")).toBe("// first");
  // Each process of a build does the same.
  await keepStaticFiles(second, start + 23 * hour);
  expect([await ask("first"), await ask("second")]).toEqual(["// first", "// second"]);
  await keepStaticFiles(second, start + 25 * hour);
  expect([await ask("first"), await ask("second")]).toEqual([404, "// second"]);
});

test("whoever goes back to a build keeps the one that was tried", async () => {
  const [good, bad] = [makeBuild("good"), makeBuild("bad")];
  await keepStaticFiles(good, start + 100 * hour);
  await keepStaticFiles(bad, start + 200 * hour);
  await keepStaticFiles(good, start + 201 * hour);
  await keepStaticFiles(good, start + 220 * hour);
  expect([await ask("good"), await ask("bad")]).toEqual(["// good", "// bad"]);
  await keepStaticFiles(good, start + 226 * hour);
  expect([await ask("good"), await ask("bad")]).toEqual(["// good", 404]);
});

/** The answer to a path that is sent as it stands. */
const getStatus = (name: string, method = "GET") =>
  new Promise<number | undefined>((resolve, reject) => {
    const asked = request(`${url}/`, { method, path: `/_next/static/${name}` }, (res) =>
      resolve(res.resume().statusCode),
    );
    asked.on("error", reject).end();
  });

test("nothing but the files of builds can be read", async () => {
  expect(await getStatus("chunks/good.js")).toBe(200);
  for (const wrong of ["../../private.json", "chunks/../../../private.json", "..%2f..%2fprivate.json", "chunks", ""])
    expect(await getStatus(wrong)).toBe(404);
  expect(await getStatus("chunks/good.js", "POST")).toBe(404);
});
