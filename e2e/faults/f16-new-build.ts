import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { findFreePort } from "@/e2e/bench/server";
import { startProgram } from "@/e2e/scale/house";
import { addToCart, openProduct } from "@/e2e/shopping";
import { ensureBuilt } from "@/server/cli/steps.mjs";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { dataDir, sleep, type TestEnv, waitUntil } from "./test-env";

const newFolder = path.resolve(dataDir, "../new-release");
const sources = [
  "app",
  "components",
  "db",
  "public",
  "server",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** The next release in a folder of its own: a library that is loaded late has changed, and with it the names of files. */
function buildNewRelease(): void {
  rmSync(newFolder, { recursive: true, force: true });
  mkdirSync(newFolder, { recursive: true });
  for (const name of [...sources, "package.json", "package-lock.json"])
    cpSync(name, path.join(newFolder, name), { recursive: true });
  execFileSync("cp", ["-al", "node_modules", newFolder]);
  const changed = path.join(newFolder, "components/contact/number-choices.ts");
  writeFileSync(changed, `${readFileSync(changed, "utf8")}\nglobalThis.performance?.mark("next release");\n`);
  const library = path.join(newFolder, "node_modules/libphonenumber-js/min/index.js");
  const text = readFileSync(library, "utf8");
  // Not into the file that both folders share.
  rmSync(library);
  writeFileSync(library, `globalThis.performance?.mark("next library");\n${text}`);
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  execFileSync("node_modules/.bin/next", ["build"], { cwd: newFolder, env, stdio: "ignore" });
  execFileSync(process.execPath, ["server/cli/build-server.mjs"], { cwd: newFolder, env });
}

const listStatic = (folder: string): string[] =>
  readdirSync(path.join(folder, ".next/static"), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `/_next/static/${path.relative(path.join(folder, ".next/static"), `${entry.parentPath}/${entry.name}`)}`,
    );

/** Hands each connection to one of the ports in turn, as a proxy without stickiness. */
async function openBalancer() {
  const state = { ports: [] as number[], next: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(state.ports[state.next++ % state.ports.length] ?? 0, "127.0.0.1");
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(ports: number[]) {
      state.ports = ports;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
type Balancer = Awaited<ReturnType<typeof openBalancer>>;

/** Starts the release that lies in `folder`, on the database and in the data folder of both. */
async function startRelease(testEnv: TestEnv, balancer: Balancer, folder: string) {
  const port = await findFreePort();
  const env = {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: balancer.url,
    DATA_DIR: path.resolve(dataDir),
    DATABASE_URL: testEnv.url,
    DEMO: "1",
    LOG_LEVEL: "warn",
    PROCESSES: "2",
    LOCAL_STRIPE_URL: testEnv.toStripe.url,
    STRIPE_WEBHOOK_SECRET: "whsec_faults",
  };
  const program = startProgram(process.execPath, ["dist/main.mjs"], { env, cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(
    "the release is ready",
    async () => {
      if (!program.isAlive()) throw new Error("the release ended; see .data/scale/node.log");
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
    },
    240_000,
  );
  return { port, url, stop: program.stop };
}

/** How many of these files a release does not have. */
async function countMissing(url: string, files: string[]): Promise<number> {
  let missing = 0;
  for (const file of files) if ((await fetch(url + encodeURI(file))).status !== 200) missing++;
  return missing;
}

/** What a browser says of files that are not there. */
function watch(page: Page, seen: string[]): void {
  page.on("pageerror", (err) => seen.push(err.message));
  page.on("response", (res) => {
    if (res.url().includes("/_next/static/") && res.status() >= 400) seen.push(`${res.status()} ${res.url()}`);
  });
}

/** Two pages of the old release are open while the new one replaces it, and go on. */
async function shopAcross(balancer: Balancer, upgrade: () => Promise<void>) {
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const context = await browser.newContext({ baseURL: balancer.url, locale: "en-GB", serviceWorkers: "block" });
  context.setDefaultTimeout(60_000);
  const seen: string[] = [];
  try {
    const product = await context.newPage();
    const checkout = await context.newPage();
    for (const page of [product, checkout]) watch(page, seen);
    await openProduct(product, "absheron-short-sleeve-shirt", "XL");
    await addToCart(product, 1);
    await checkout.goto("/en/checkout?step=details");
    await checkout.getByLabel("Name").fill("Leyla");
    await checkout.getByLabel("E-mail").fill("leyla@example.test");
    await sleep(2_000);
    await upgrade();
    // A file that this page did not need before.
    await product.getByRole("button", { name: "Reserve in store" }).click();
    await product.waitForLoadState("networkidle");
    await product.keyboard.press("Escape");
    await checkout.getByLabel("Phone").fill("+994 50 765 43 21");
    await sleep(2_000);
    const again = await context.newPage();
    watch(again, seen);
    await again.goto("/en/checkout?step=details");
    await waitUntil("the draft is there", () => again.getByLabel("Phone").inputValue(), 30_000);
    const draft = await Promise.all(["Name", "E-mail", "Phone"].map((name) => again.getByLabel(name).inputValue()));
    await openProduct(again, "absheron-short-sleeve-shirt", "XL");
    await addToCart(again, 2);
    return { seen, draft };
  } finally {
    await browser.close();
  }
}

async function runTwin(testEnv: TestEnv): Promise<ResultLine[]> {
  const balancer = await openBalancer();
  const old = await startRelease(testEnv, balancer, ".");
  const files = { old: listStatic("."), new: listStatic(newFolder) };
  let fresh: Awaited<ReturnType<typeof startRelease>> | undefined;
  try {
    balancer.use([old.port]);
    const beside = { old: 0, new: 0 };
    const { seen, draft } = await shopAcross(balancer, async () => {
      fresh = await startRelease(testEnv, balancer, newFolder);
      balancer.use([old.port, fresh.port]);
      beside.old = await countMissing(fresh.url, files.old);
      beside.new = await countMissing(old.url, files.new);
      balancer.use([fresh.port]);
      await old.stop();
    });
    const url = fresh?.url ?? "";
    const changed = files.old.filter((file) => !files.new.includes(file)).length;
    const lines = [
      compareFigures(
        "files of both, while both run and afterwards",
        {
          "the new one lacks": [beside.old, 0],
          "the old one lacks": [beside.new, 0],
          "lacking afterwards": [await countMissing(url, [...files.old, ...files.new]), 0],
        },
        `${files.old.length} files, ${changed} others than before`,
      ),
      compareFigures("open pages", { "errors of files": [seen.length, 0] }, seen.slice(0, 3).join("; ")),
      compareFigures("draft", { "fields kept": [draft.filter((text) => text.length > 0).length, 3] }),
    ];
    rmSync(path.join(dataDir, "builds"), { recursive: true });
    const missing = await countMissing(url, files.old);
    return [...lines, reportMutant("the files of the build before", missing > 0, `${missing} files missing`)];
  } finally {
    await fresh?.stop();
    await old.stop();
    balancer.close();
  }
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await ensureBuilt();
  buildNewRelease();
  try {
    return await testEnv.withMutant({}, async (twin) => {
      await twin.server.kill();
      return runTwin(twin);
    });
  } finally {
    rmSync(newFolder, { recursive: true, force: true });
  }
}

export const newBuild: Fault = { id: "F16", name: "a new build beside the old one", run };
