// Run by server/app/trace.test.ts: the packages of OpenTelemetry that a server has loaded when it serves requests.
import { createRequire } from "node:module";
import { createRequestHandler } from "../app/request-handler";
import { startMetrics } from "../platform/metrics";
import { startTracing } from "../platform/trace";

startMetrics();
const stop = await startTracing();
const loaded = Object.keys(createRequire(import.meta.url).cache).flatMap(
  (file) => /node_modules\/(@opentelemetry\/[\w-]+)\//.exec(file)?.[1] ?? [],
);
process.stdout.write(JSON.stringify({ served: typeof createRequestHandler, loaded: [...new Set(loaded)].sort() }));
await stop();
process.exit(0);
