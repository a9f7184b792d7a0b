// `npm run test:scale [-- haproxy nginx]`: several server processes behind Debian's proxies, restarted under load.
import { ensureBuilt, ensureInstalled, tool, tryInstall } from "./steps.mjs";

await ensureInstalled();
await tryInstall(["haproxy", "nginx"]);
await ensureBuilt();
process.exit(await tool("tsx", ["e2e/scale/run.ts", ...process.argv.slice(2)]));
