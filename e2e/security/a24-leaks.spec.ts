import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import pino from "pino";
import { db } from "@/db/client";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { secrets } from "@/server/platform/secrets";
import { makeStore } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer, createGuest, createShift } from "./people";
import { logFile } from "./server";
import { mutate, query, startMutant, type Target } from "./target";

/** Its log can be read beside it. */
type Logged = Target & { log?: () => string };

const pages = ["/en", "/ru/account", "/az/cart", "/en/search?q=x", "/store", "/office", "/en/p/no-such-thing"];
/** What an error response must not contain: code locations, statements, database addresses. */
const innards =
  /\n\s+at |node_modules|dist\/main\.mjs|\.tsx?:\d|insert into|update "|select .+ from|postgres(ql)?:\/\//i;

const servedFiles = () =>
  readdirSync(".next/static", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(".next/static", path.join(entry.parentPath, entry.name)));

const text = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
};

/** The browser's whole share of the build, and the pages that carry it. */
async function publicTexts({ url }: Target): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const at of pages) found.push([at, (await text(`${url}${at}`)).body]);
  const scripts = servedFiles().filter((name) => /\.(js|css|json)$/.test(name));
  for (const at of ["/serwist/sw.js", ...scripts.map((name) => `/_next/static/${name}`)]) {
    found.push([at, (await text(`${url}${at}`)).body]);
  }
  return found;
}

/** Source maps of the shop's own scripts: whoever asks for one by the usual name gets none. */
async function sourceMaps({ url }: Target): Promise<string[]> {
  const through: string[] = [];
  for (const file of servedFiles().filter((name) => name.endsWith(".js"))) {
    const { status, body } = await text(`${url}/_next/static/${file}.map`);
    if (status === 200 && body.includes('"mappings"')) through.push(`a source map of ${file}`);
  }
  return through;
}

/** A constraint refuses the statement; its error contains the whole row with its parameters. */
async function renameInVain(target: Target, as: Awaited<ReturnType<typeof createCustomer>>, name: string) {
  await db().execute(sql`alter table shopper add constraint no_canary check (name not like 'Canary %') not valid`);
  try {
    return await mutate(target, "shoppers.rename", { as, input: { name } });
  } finally {
    await db().execute(sql`alter table shopper drop constraint no_canary`);
  }
}

/** Sends personal data along every failing path, and returns the responses. */
async function provoke(target: Target, canary: { email: string; name: string; word: string }) {
  const leyla = await createCustomer(canary.name);
  const stranger = await createGuest();
  const shift = await createShift((await makeStore()).id);
  const raw = (body: string) =>
    fetch(`${target.url}/api/trpc/shoppers.rename`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: leyla.cookie, "sec-fetch-site": "same-origin" },
      body,
    }).then((r) => r.text());
  const answers = [
    await mutate(target, "shoppers.requestCode", { as: stranger, input: { address: canary.email } }),
    await renameInVain(target, leyla, canary.name),
    await mutate(target, "shoppers.rename", { as: leyla, input: { name: { [canary.name]: canary.email } } }),
    await query(target, "catalogue.list", { as: stranger, input: { query: `${canary.word}\u0000` } }),
    await query(target, `no.${canary.word}`, { as: stranger }),
    await mutate(target, "assistance.store.open", { as: shift, input: { code: canary.word } }),
  ].map((answer) => answer.body);
  return [...answers, await raw(`{"name":"${canary.name}`), await raw(canary.email)];
}

/** A24: keys and people's data in what browsers, errors and the log are given. */
async function run(target: Logged) {
  const mark = randomUUID().slice(0, 8);
  const canary = { email: `canary-${mark}@example.test`, name: `Canary ${mark}`, word: `canary${mark}` };
  const keys = [secrets().auth, secrets().cookie, new URL(env().DATABASE_URL ?? "").password].filter(Boolean);
  const through: string[] = [];
  for (const [at, body] of await publicTexts(target)) {
    if (keys.some((key) => body.includes(key))) through.push(`a key in ${at}`);
    if (/postgres(ql)?:\/\/\w/.test(body)) through.push(`the database's address in ${at}`);
  }
  through.push(...(await sourceMaps(target)));
  for (const body of await provoke(target, canary)) {
    if (innards.test(body)) through.push(`innards in an error: ${body.slice(0, 80)}`);
    if (keys.some((key) => body.includes(key))) through.push("a key in an error");
  }
  const written = target.log ? target.log() : readFileSync(logFile, "utf8");
  for (const value of [...Object.values(canary), ...keys]) {
    if (written.includes(value))
      through.push(value.toLowerCase().includes("canary") ? "a person in the log" : "a key in the log");
  }
  if (!written.includes("procedure failed")) throw new Error("nothing failed, so the log was not tried");
  const ways = [...new Set(through)];
  const more = ways.length > 3 ? ` and ${ways.length - 3} more` : "";
  return ways.length > 0
    ? reportLetThrough(`${ways.slice(0, 3).join(", ")}${more}`)
    : reportRefused("0 keys, persons and places in pages, scripts, maps, errors and the log");
}

type Shared = { __selvedgeLog?: pino.Logger };

/** The shipped server with a log that writes what it is given, as pino would by itself. */
async function frankLog(): Promise<Logged> {
  log();
  const shared = globalThis as Shared;
  const shipped = shared.__selvedgeLog;
  let written = "";
  shared.__selvedgeLog = pino(
    { level: "info", serializers: { err: pino.stdSerializers.err } },
    {
      write(line) {
        written += line;
      },
    },
  );
  const target = await startMutant({});
  return {
    ...target,
    log: () => written,
    async close() {
      if (shipped) shared.__selvedgeLog = shipped;
      await target.close?.();
    },
  };
}

/** The shipped server with a page that hands its key to the browser. */
async function keyInPage(): Promise<Logged> {
  const target = await startMutant(
    {},
    async (_req, res) => void res.end(`<script>const key="${secrets().cookie}"</script>`),
  );
  return { ...target, log: () => "procedure failed" };
}

registerAttack({
  id: "A24",
  title: "keys and people's data in scripts, source maps, errors and the log",
  run,
  mutants: {
    "the log's rule what may be told of an error": frankLog,
    "the wall between the server's keys and its pages": keyInPage,
  },
});
