import { request } from "node:http";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { startMutant, type Target } from "./target";

const long = "a".repeat(15_000);
const paths = [
  "/en/p/%",
  "/en/p/%ff%fe",
  "/en/p/%00",
  "/en/p/a%0d%0ab",
  `/en/p/${long}`,
  `/en/p/${"%D0%BF".repeat(200)}`,
  `/en/p/${"%D0%BF".repeat(256)}`,
  `/en/p/${"a".repeat(256)}`,
  `/ru/p/${"a".repeat(3_900)}`,
  "/en/c/%E0%A4",
  "/ru/search?q=%00",
  "/az/orders/%",
  "/serwist/%",
  "/serwist/sw.js.map",
  "/_next/static/%",
  "/media/%ff.webp",
  "/store/pick/%",
  "/office/orders/%c0%af",
  "/api/auth/%",
  "/api/trpc/%ff",
  "/api/trpc/catalogue.suggest?input=%",
  `/api/trpc/catalogue.suggest?input=${"[".repeat(5_000)}`,
  "/api/receipt/%.pdf",
  "/api/import/%/products",
  `/${long}`,
];
const methods = ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"];
const methodPaths = ["/", "/en", "/en/account", "/serwist/sw.js", "/api/trpc/sync.ping", "/livez"];

function requestStatus({ url }: Target, path: string, method = "GET"): Promise<number> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", path, method, localAddress: "127.0.27.1" }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** A27: addresses that cannot be read or that no page can have, and methods that nothing answers: each is a 4xx. */
async function run(target: Target) {
  const through: string[] = [];
  const ask = async (path: string, method?: string) => {
    const status = await requestStatus(target, path, method);
    if (status < 400 || status >= 500) through.push(`${method ?? "GET"} ${path.slice(0, 40)}: ${status}`);
  };
  for (const path of paths) await ask(path);
  for (const method of methods) for (const path of methodPaths) await ask(path, method);
  await ask("*", "OPTIONS");
  const count = paths.length + methods.length * methodPaths.length + 1;
  return through.length > 0 ? reportLetThrough(through.join(", ")) : reportRefused(`${count} of ${count}`);
}

registerAttack({
  id: "A27",
  title: "malformed addresses and methods",
  run,
  mutants: { "the check of the first line": () => startMutant({ refuseMalformed: () => false }) },
});
