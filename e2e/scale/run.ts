// `npm run test:scale [-- haproxy nginx pgbouncer-races pgbouncer-journeys]`: four server processes behind each of
// Debian's proxies, restarted one after another under load; races and journeys through a pooler; as a table. Ends with 1
// when one misses.
import { runPooledJourneys, runPooledRaces } from "./pooled";
import { startHaproxy, startNginx } from "./proxies";
import { type Line, restartBehind } from "./restart";

const parts: Record<string, () => Promise<Line[]>> = {
  haproxy: () => restartBehind(startHaproxy),
  nginx: () => restartBehind(startNginx),
  "pgbouncer-races": runPooledRaces,
  "pgbouncer-journeys": runPooledJourneys,
};

const asked = process.argv.slice(2);
const chosen = Object.entries(parts).filter(([name]) => asked.length === 0 || asked.includes(name));
if (chosen.length === 0) throw new Error(`there are ${Object.keys(parts).join(", ")}`);
let missed = 0;
for (const [name, run] of chosen) {
  process.stdout.write(`\n${name}\n`);
  const lines = await run().catch((err): Line[] => [{ what: "the run itself", figure: String(err), pass: false }]);
  for (const { what, figure, pass } of lines) {
    process.stdout.write(`   ${what} → ${figure} → ${pass ? "pass" : "MISS"}\n`);
    if (!pass) missed++;
  }
}
process.stdout.write(`\n${missed === 0 ? "all withstood" : `${missed} missed`}\n`);
process.exit(missed > 0 ? 1 : 0);
