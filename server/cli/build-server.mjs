import { existsSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const main = "dist/main.mjs";
/** Code that a retailer's installation never loads: the demo and the local payment provider. */
const notProduct = /^server\/(app\/demo|payments\/local-stripe|testing)\//;

for (const name of existsSync("dist") ? readdirSync("dist") : [])
  if (/\.mjs(\.map)?$/.test(name)) rmSync(`dist/${name}`);

// main.ts, bundled with our own code only; packages stay in node_modules. Dynamic imports become files of their own.
const { metafile } = await build({
  entryPoints: ["server/main.ts"],
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  metafile: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
});

/** The source files in `output` and in everything that it imports statically. */
function inputsOf(output, seen = new Set()) {
  if (seen.has(output)) return [];
  seen.add(output);
  const { inputs, imports } = metafile.outputs[output];
  const atOnce = imports.filter((i) => !i.external && i.kind === "import-statement");
  return [...Object.keys(inputs), ...atOnce.flatMap((i) => inputsOf(i.path, seen))];
}

const strangers = inputsOf(main).filter((input) => notProduct.test(input));
if (strangers.length > 0) throw new Error(`${main} holds what is no part of the product: ${strangers.join(", ")}`);
