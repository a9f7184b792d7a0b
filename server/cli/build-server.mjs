import { build } from "esbuild";

// main.ts and the import command, bundled with our own code only; packages stay in node_modules.
await build({
  entryPoints: ["server/main.ts"],
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
});
