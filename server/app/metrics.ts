import type { IncomingMessage, ServerResponse } from "node:http";
import { getLastChecks } from "@/server/health/queries";
import type { HealthView } from "@/server/health/schema";
import { getClockOffset } from "@/server/payments/webhook/clock-offset";
import { env } from "@/server/platform/env";
import { isSameSecret } from "@/server/platform/ids";

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

type Gauge = { name: string; help: string; value: (view: HealthView["invariants"][number]) => number };

const toSeconds = (iso: string | null) => (iso ? Date.parse(iso) / 1000 : 0);
const gauges: Gauge[] = [
  { name: "invariant_broken_rows", help: "Rows that broke the invariant at the last look", value: (i) => i.broken },
  {
    name: "invariant_unknown",
    help: "1 when the invariant was not looked at for three minutes or its look failed",
    value: (i) => Number(["failed", "late", "unseen"].includes(i.state)),
  },
  {
    name: "invariant_checked_timestamp_seconds",
    help: "When the invariant was last looked at, by the database clock; 0 never",
    value: (i) => toSeconds(i.checkedAt),
  },
];

/** The results of the invariants in Prometheus' text format. */
function formatMetrics({ invariants }: HealthView): string {
  return gauges
    .map(({ name, help, value }) => {
      const head = `# HELP selvedge_${name} ${help}\n# TYPE selvedge_${name} gauge\n`;
      return (
        head +
        invariants.map((i) => `selvedge_${name}{invariant="${i.number}",check="${i.name}"} ${value(i)}\n`).join("")
      );
    })
    .join("");
}

/** The offset of our clock from the payment provider's; nothing until the provider has sent an event. */
function formatClockMetric(): string {
  const offset = getClockOffset();
  const name = "selvedge_payment_clock_offset_seconds";
  const head = `# HELP ${name} By how much our clock was ahead of the payments' provider's at its last webhook\n# TYPE ${name} gauge\n`;
  return offset === null ? "" : `${head}${name} ${offset.toFixed(1)}\n`;
}

/** Serves `GET /metrics`; without permission the page does not exist. */
export async function handleMetrics(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { METRICS_TOKEN, TRUSTED_PROXY_HOPS, PUBLIC_URL } = env();
  const access = { token: METRICS_TOKEN, proxies: TRUSTED_PROXY_HOPS, publicUrl: PUBLIC_URL };
  res.setHeader("cache-control", "no-store");
  if (req.method !== "GET" || !canReadMetrics(req, access)) {
    res.writeHead(404).end();
    return;
  }
  const text = formatMetrics(await getLastChecks()) + formatClockMetric();
  res.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
}
