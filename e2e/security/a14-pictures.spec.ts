import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import sharp from "sharp";
import { inject } from "vitest";
import { convertPictureWithin } from "@/server/catalogue/import/pictures/convert";
import { startImportSchema } from "@/server/catalogue/import/schema";
import { startImport } from "@/server/catalogue/import/upload";
import { officeProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createOfficeSession, type Person } from "./people";
import { buildRouter } from "./router";
import { dataDir } from "./server";
import { mutate, query, startMutant, type Target } from "./target";

/** An internal server that must not be reachable through the shop (SSRF). */
async function innerServer() {
  let asked = 0;
  const server = createServer((_req, res) => {
    asked++;
    res.end("inner");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => server.close() };
}

/** 100 megapixels in a few kilobytes. */
const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: "#777" }, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer();

const svg = (url: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${url}/svg"/></svg>`;

async function put({ url }: Target, as: Person, at: string, body: Buffer | string): Promise<void> {
  const response = await fetch(`${url}/api/import/${at}`, {
    method: "PUT",
    headers: { cookie: as.cookie, "x-surface": "office", "sec-fetch-site": "same-origin" },
    body: new Uint8Array(Buffer.from(body)),
  });
  if (response.status !== 204) throw new Error(`${at} was answered ${response.status}`);
}

type Run = {
  status: string;
  report: { pictures: { converted: number; refusedFiles: { name: string; fault: string }[] } };
};

async function imported(target: Target, as: Person, uploadId: string): Promise<Run> {
  const started = await mutate(target, "imports.office.start", { as, input: { uploadId, fileName: "a.csv" } });
  const { id } = started.data as { id: string };
  for (let i = 0; i < 300; i++) {
    const run = (await query(target, "imports.office.get", { as, input: { id } })).data as Run;
    if (run.status !== "running") return run;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the import does not end");
}

const memory = () =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${inject("productionPid")}/status`, "utf8"))?.[1]) / 1024;

/** A14: an export whose pictures lie on an inner server, a picture of 100 megapixels, and files that only look like pictures. */
async function run(target: Target) {
  const inner = await innerServer();
  const as = await createOfficeSession();
  const uploadId = randomUUID();
  const mark = randomUUID().slice(0, 8);
  const names = ["bomb.png", "a.svg", "script.jpg"];
  const sources = [
    ...names.map((n) => `https://cdn.example.test/${n}`),
    `${inner.url}/meta-data`,
    "file:///etc/passwd",
  ];
  const rows = sources.map((source, i) => `a14-${mark}-${i},Picture ${i},10.00,${source}`);
  const before = memory();
  try {
    await put(target, as, `${uploadId}/products`, ["Handle,Title,Variant Price,Image Src", ...rows, ""].join("\n"));
    await put(target, as, `${uploadId}/images/bomb.png`, await bomb());
    await put(target, as, `${uploadId}/images/a.svg`, svg(inner.url));
    await put(target, as, `${uploadId}/images/script.jpg`, "<script>x</script>");
    const { report } = await imported(target, as, uploadId);
    const grown = Math.round(memory() - before);
    const through: string[] = [];
    if (inner.asked() > 0) through.push(`the inner server was asked ${inner.asked()} times`);
    if (report.pictures.converted > 0) through.push(`${report.pictures.converted} hostile pictures were converted`);
    if (grown > 200) through.push(`memory grew by ${grown} MB`);
    return through.length > 0
      ? reportLetThrough(through.join(", "))
      : reportRefused(`${report.pictures.refusedFiles.length} files refused, 0 addresses asked, memory ${grown} MB`);
  } finally {
    inner.close();
  }
}

/** Fetches what an export names before it is imported, as an importer without the rule would. */
async function fetchNamed(staffId: string, uploadId: string): Promise<void> {
  const dir = path.resolve(dataDir, "uploads", `${staffId}.${uploadId}`);
  await mkdir(path.join(dir, "images"), { recursive: true });
  const csv = readFileSync(path.join(dir, "products.csv"), "utf8");
  for (const [url] of csv.matchAll(/http:\/\/\S+/g)) {
    const response = await fetch(url);
    await writeFile(path.join(dir, "images", "fetched"), Buffer.from(await response.arrayBuffer()));
  }
}

registerAttack({
  id: "A14",
  title: "inner addresses, bombs and false pictures in an import",
  run,
  mutants: {
    "the rule that pictures come with the upload": () =>
      startMutant({
        router: buildRouter(({ imports }) => ({
          imports: {
            office: {
              ...imports.office,
              start: officeProcedure.input(startImportSchema).mutation(async ({ ctx, input }) => {
                await fetchNamed(ctx.actor.staffId, input.uploadId);
                return startImport(ctx, input);
              }),
            },
          },
        })),
      }),
    "the most pixels of a picture": () =>
      startMutant({
        router: buildRouter(({ imports }) => ({
          imports: {
            office: {
              ...imports.office,
              start: officeProcedure
                .input(startImportSchema)
                .mutation(({ ctx, input }) =>
                  startImport(ctx, input, (file, hash) => convertPictureWithin(Number.MAX_SAFE_INTEGER, file, hash)),
                ),
            },
          },
        })),
      }),
  },
});
