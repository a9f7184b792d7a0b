// `npm run test:scale [-- haproxy nginx pgbouncer-races pgbouncer-journeys]`: several server processes behind Debian's proxies and pooler.
import { ensureBuilt, ensureChromium, ensureInstalled, tool, tryInstall } from "./steps.mjs";

await ensureInstalled();
await tryInstall(["haproxy", "nginx", "pgbouncer"]);
const chromium = await ensureChromium();
await ensureBuilt();
process.exit(await tool("tsx", ["e2e/scale/run.ts", ...process.argv.slice(2)], { CHROMIUM_PATH: chromium }));
