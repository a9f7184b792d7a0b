import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, SpanKind as Kind, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

/** Nothing of a person: names of procedures and jobs, kinds of address, statements without their values. */
export type SpanAttributes = Record<string, string | number>;
export type SpanKind = "server" | "internal" | "client";

/** A step that has begun. */
export type Span = {
  set(attributes: SpanAttributes): void;
  /** Runs `work` as a part of the step: spans that begin in it are its children. */
  run<T>(work: () => T): T;
  /** Ends it, once. Why it failed stays in the log: messages of errors may quote what was typed. */
  end(failed?: boolean): void;
};

export type Tracer = {
  begin(name: string, kind: SpanKind, attributes: SpanAttributes): Span;
  /** Whether the caller is inside of a span. */
  isInside(): boolean;
  /** Sends what waits and ends. */
  stop(): Promise<void>;
};

const kinds = { server: Kind.SERVER, internal: Kind.INTERNAL, client: Kind.CLIENT };
const stopTimeoutMs = 2_000;

/**
 * Exports spans by OTLP over HTTP, in batches, to the collector at `endpoint`; what it does not take is dropped. The
 * tracer is not made the global one: Next would then send spans of its own, with whole addresses in them.
 */
export function createTracer(endpoint: string): Tracer {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "selvedge" }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("selvedge");
  const active = new AsyncLocalStorage<Context>();
  return {
    begin(name, kind, attributes) {
      const parent = active.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
      const within = trace.setSpan(parent, span);
      return {
        set: (more) => void span.setAttributes(more),
        run: (work) => active.run(within, work),
        end(failed = false) {
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    isInside: () => active.getStore() !== undefined,
    async stop() {
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, stopTimeoutMs).unref());
      await Promise.race([provider.shutdown().catch(() => {}), timeout]);
    },
  };
}
