import { observeStatements } from "@/db/client";
import { env } from "./env";
import type { Span, SpanAttributes, SpanKind, Tracer } from "./trace-export";

/** Next bundles server code a second time: singletons of the process are kept on globalThis. */
const shared = globalThis as typeof globalThis & { __selvedgeTracer?: Tracer | undefined };

/** Begins a span; undefined while nobody traces. */
export const beginSpan = (name: string, kind: SpanKind, attributes: SpanAttributes): Span | undefined =>
  shared.__selvedgeTracer?.begin(name, kind, attributes);

/** Runs `work` in a span of its own, which fails when it throws. */
export async function withSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(name, "internal", attributes);
  if (!span) return work();
  let failed = true;
  try {
    const result = await span.run(work);
    failed = false;
    return result;
  } finally {
    span.end(failed);
  }
}

/** A statement's text without what stands in quotes: values are parameters, but a constant could be one too. */
const maskLiterals = (text: string): string => text.replace(/'(?:[^']|'')*'/g, "'?'").slice(0, 2_000);

/** Begins the span of a statement that is sent from within another span. Returns what ends it. */
function observeStatement(text: string): ((failed: boolean) => void) | undefined {
  const tracer = shared.__selvedgeTracer;
  if (!tracer?.isInside()) return undefined;
  const operation = /[a-z]+/i.exec(text)?.[0].toLowerCase() ?? "statement";
  const span = tracer.begin(operation, "client", {
    "db.system.name": "postgresql",
    "db.query.text": maskLiterals(text),
  });
  return (failed) => span.end(failed);
}

/** Starts tracing where the setting asks for it; without it no package of OpenTelemetry is loaded. Returns its end. */
export async function startTracing(): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env();
  if (!endpoint) return async () => {};
  const { createTracer } = await import("./trace-export");
  const tracer = createTracer(endpoint);
  shared.__selvedgeTracer = tracer;
  observeStatements(observeStatement);
  return async () => {
    observeStatements(undefined);
    shared.__selvedgeTracer = undefined;
    await tracer.stop();
  };
}
