"use client";

export type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = new (options: { formats: string[] }) => Detector;

/** Its place among the build's own files. */
const wasm = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
const formats = ["qr_code", "ean_13", "ean_8", "code_128", "code_39", "upc_a"];

/** The browser's own barcode reader, else ZXing in WebAssembly served from here: stores may have no way to the internet. */
export async function loadDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (own) return new own({ formats });
  const { BarcodeDetector, prepareZXingModule } = await import("barcode-detector/ponyfill");
  prepareZXingModule({
    overrides: {
      locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path),
    },
  });
  return new BarcodeDetector({ formats: ["qr_code", "ean_13", "ean_8", "code_128", "code_39", "upc_a"] });
}
