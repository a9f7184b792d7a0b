import { readFile } from "node:fs/promises";
import path from "node:path";

/** The barcode reader for browsers without one, from the installed package: a store may have no way to the internet. */
const file = path.join(process.cwd(), "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");

export const dynamic = "force-static";

export async function GET(): Promise<Response> {
  return new Response(await readFile(file), { headers: { "content-type": "application/wasm" } });
}
