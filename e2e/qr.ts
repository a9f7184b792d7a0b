import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Locator } from "@playwright/test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const wasm = readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({
  overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer },
});

/** What a camera reads from the QR code on a screen. */
export async function scanQr(code: Locator): Promise<string> {
  await expect(code).toBeVisible();
  const [found] = await readBarcodes(new Uint8Array(await code.screenshot()), { formats: ["QRCode"] });
  if (!found?.text) throw new Error("no QR code could be read");
  return found.text;
}
