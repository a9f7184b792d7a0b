import type { IncomingMessage, ServerResponse } from "node:http";
import { getPoolCounts } from "@/db/client";
import { getBackupAge } from "@/server/backup/queries";
import { getInvariants, getLastChecks } from "@/server/health/queries";
import type { HealthView } from "@/server/health/schema";
import { getClockOffset } from "@/server/payments/webhook/clock-offset";
import { createSingleFlight } from "@/server/platform/concurrency";
import { env } from "@/server/platform/env";
import { isSameSecret } from "@/server/platform/ids";
import { createGauge, readMetrics } from "@/server/platform/metrics";

const loopback = /^(127\.|::1$|::ffff:127\.)/;
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
/** Headers that a proxy adds: then the socket's address is not the requester's. */
const forwardingHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** What decides whether a caller may read the metrics. */
export type MetricsAccess = { token: string | undefined; proxies: number; publicUrl: string | undefined };

/**
 * Whether a request may read the metrics: with the token where one is set, else only from this machine itself, by its
 * own name and not through a proxy. All others are refused.
 */
export function canReadMetrics(req: IncomingMessage, { token, proxies, publicUrl }: MetricsAccess): boolean {
  const { authorization = "", host = "" } = req.headers;
  if (token) return isSameSecret(authorization, `Bearer ${token}`);
  if (proxies > 0 || publicUrl || forwardingHeaders.some((name) => name in req.headers)) return false;
  return loopback.test(req.socket.remoteAddress ?? "") && loopbackHost.test(host);
}

type Check = Pick<HealthView["invariants"][number], "name" | "number" | "state" | "broken" | "checkedAt">;

const shareChecks = createSingleFlight<Check[]>();
const unknown = { state: "unseen", broken: 0, checkedAt: null } as const;

/** The last result of every invariant, read once for all gauges; without the database none is known. */
const readChecks = (): Promise<Check[]> =>
  shareChecks("checks", () =>
    getLastChecks().then(
      ({ invariants }) => invariants,
      () => getInvariants().map(({ name, number }) => ({ name, number, ...unknown })),
    ),
  );

function registerInvariantGauge(name: string, help: string, toValue: (check: Check) => number): void {
  createGauge({
    name: `selvedge_invariant_${name}`,
    help,
    labelNames: ["invariant", "check"],
    // Every process reads the same rows.
    aggregator: "max",
    async collect() {
      for (const check of await readChecks()) this.set({ invariant: check.number, check: check.name }, toValue(check));
    },
  });
}

registerInvariantGauge("broken_rows", "Rows that broke the invariant at the last look", ({ broken }) => broken);
registerInvariantGauge(
  "unknown",
  "1 when the invariant was not looked at for three minutes or its look failed",
  ({ state }) => Number(["failed", "late", "unseen"].includes(state)),
);
registerInvariantGauge(
  "checked_timestamp_seconds",
  "When the invariant was last looked at, by the database clock; 0 never",
  ({ checkedAt }) => (checkedAt ? Date.parse(checkedAt) / 1000 : 0),
);

createGauge({
  name: "selvedge_payment_clock_offset_seconds",
  help: "By how much our clock was ahead of the payments' provider's at its last webhook",
  aggregator: "max",
  collect() {
    const offset = getClockOffset();
    // Nothing until the provider has sent an event.
    this.remove();
    if (offset !== null) this.set(Number(offset.toFixed(1)));
  },
});

createGauge({
  name: "selvedge_database_connections",
  help: "Connections of the pool to the database: all that are open, and those of them that are idle",
  labelNames: ["state"],
  collect() {
    const { total, idle } = getPoolCounts();
    this.set({ state: "total" }, total);
    this.set({ state: "idle" }, idle);
  },
});

createGauge({
  name: "selvedge_database_waiting",
  help: "Statements and transactions that wait for a free connection",
  collect() {
    this.set(getPoolCounts().waiting);
  },
});

createGauge({
  name: "selvedge_backup_age_seconds",
  help: "Age of the newest moment that a restore leads to; absent when there was never a backup",
  aggregator: "max",
  async collect() {
    const age = await getBackupAge().catch(() => null);
    this.remove();
    if (age !== null) this.set(Math.round(age));
  },
});

/** Serves `GET /metrics`; without permission the page does not exist. */
export async function handleMetrics(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { METRICS_TOKEN, TRUSTED_PROXY_HOPS, PUBLIC_URL } = env();
  const access = { token: METRICS_TOKEN, proxies: TRUSTED_PROXY_HOPS, publicUrl: PUBLIC_URL };
  res.setHeader("cache-control", "no-store");
  if (req.method !== "GET" || !canReadMetrics(req, access)) {
    res.writeHead(404).end();
    return;
  }
  const { type, text } = await readMetrics();
  res.writeHead(200, { "content-type": type }).end(text);
}
