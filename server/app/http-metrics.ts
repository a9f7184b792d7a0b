import type { IncomingMessage, ServerResponse } from "node:http";
import { createHistogram } from "@/server/platform/metrics";
import { beginSpan } from "@/server/platform/trace";
import { isDownload } from "./download";

/** The kinds of address that are told apart: neither names nor ids of what was asked for. */
const routes: [RegExp, string][] = [
  [/^\/(livez|readyz|metrics)$/, "health"],
  [/^\/api\/trpc\/sync\.push$/, "push"],
  [/^\/api\/trpc\//, "api"],
  [/^\/api\/stripe\/webhook$/, "webhook"],
  [/^\/api\/import\//, "upload"],
  [/^\/api\/auth\//, "auth"],
  [/^\/media\//, "media"],
  [/^\/(_next\/|serwist\/|demo\/)/, "static"],
];

/** The kind of address of `path`, which has no query. */
export const toRouteClass = (path: string): string =>
  routes.find(([pattern]) => pattern.test(path))?.[1] ?? (isDownload(path) ? "download" : "page");

const duration = createHistogram({
  name: "selvedge_http_request_duration_seconds",
  help: "From a request's arrival until its response was written, by kind of address and class of status",
  labelNames: ["route", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** "2xx"; "none" when the requester left before there was one. */
const toStatusClass = (res: ServerResponse): string =>
  res.headersSent ? `${Math.floor(res.statusCode / 100)}xx` : "none";

/**
 * Runs `work`, which responds to a request, and when it has ended counts it with the time it took; traced as a span, if
 * anything is. Streams have metrics of their own.
 */
export function observeRequest(req: IncomingMessage, res: ServerResponse, work: () => void): void {
  const method = req.method ?? "GET";
  const route = toRouteClass((req.url ?? "/").split("?", 1)[0] ?? "/");
  const begun = performance.now();
  const span = beginSpan(`${method} ${route}`, "server", { "http.request.method": method, "http.route": route });
  res.on("close", () => {
    duration.observe({ route, status: toStatusClass(res) }, (performance.now() - begun) / 1000);
    span?.set({ "http.response.status_code": res.statusCode });
    span?.end(res.statusCode >= 500);
  });
  if (span) span.run(work);
  else work();
}
