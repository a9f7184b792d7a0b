import cluster from "node:cluster";
import {
  AggregatorRegistry,
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  type Metric,
  Registry,
} from "prom-client";

const shared = globalThis as typeof globalThis & { __selvedgeMetrics?: Registry };

/** The process's metrics. They are kept on globalThis, because Next bundles server code a second time. */
function getRegistry(): Registry {
  shared.__selvedgeMetrics ??= new Registry();
  return shared.__selvedgeMetrics;
}

/** Finds the metric of that name, or creates it: a module may be loaded twice. */
function register<M extends Metric>(name: string, create: (registers: Registry[]) => M): M {
  const registry = getRegistry();
  return (registry.getSingleMetric(name) as M | undefined) ?? create([registry]);
}

/**
 * A number that only grows. Like every metric here: labels take values of a closed set only, never an id nor anything
 * that a caller chooses, since each value is kept for as long as the process lives and read by whoever operates it.
 */
export const createCounter = <L extends string>(config: CounterConfiguration<L>): Counter<L> =>
  register(config.name, (registers) => new Counter({ ...config, registers }));

/**
 * A number that goes up and down. `collect` sets it when the metrics are read; `aggregator` says what several processes
 * of one machine make together (the sum unless set).
 */
export const createGauge = <L extends string>(config: GaugeConfiguration<L>): Gauge<L> =>
  register(config.name, (registers) => new Gauge({ ...config, registers }));

/** How often which durations were seen, in seconds. */
export const createHistogram = <L extends string>(config: HistogramConfiguration<L>): Histogram<L> =>
  register(config.name, (registers) => new Histogram({ ...config, registers }));

const askType = "selvedge:metrics:ask";
const answerType = "selvedge:metrics:answer";
type Answer = { type: typeof answerType; text: string };
const answerTimeoutMs = 6_000;
const isOfType = (message: unknown, type: string): boolean => (message as { type?: unknown } | null)?.type === type;

/** Starts the metrics of the process itself: processor, memory, event loop, garbage collection. */
export function startMetrics(): void {
  const registry = getRegistry();
  if (!registry.getSingleMetric("process_cpu_seconds_total")) collectDefaultMetrics({ register: registry });
  if (!cluster.isWorker) return;
  // A worker of node:cluster answers when the primary collects from all.
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry();
}

/**
 * In the primary of node:cluster: collects the metrics of all workers for the one that is asked for them. Call it once,
 * before the first worker.
 */
export function serveClusterMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on("message", (worker, message) => {
    if (!isOfType(message, askType)) return;
    aggregator.clusterMetrics().then(
      (text) => worker.send({ type: answerType, text } satisfies Answer),
      () => worker.send({ type: answerType, text: "" } satisfies Answer),
    );
  });
}

/** Asks the primary for the metrics of all workers; "" when it does not answer. */
function askPrimary(): Promise<string> {
  return new Promise((resolve) => {
    const finish = (text: string) => {
      clearTimeout(timer);
      process.off("message", hear);
      resolve(text);
    };
    const hear = (message: unknown) => {
      if (isOfType(message, answerType)) finish((message as Answer).text);
    };
    const timer = setTimeout(() => finish(""), answerTimeoutMs);
    process.on("message", hear);
    process.send?.({ type: askType });
  });
}

/**
 * The metrics in Prometheus' text format: of this process, or, where the port is shared by several, of all of them. The
 * process's own when the others do not answer in time.
 */
export async function readMetrics(): Promise<{ type: string; text: string }> {
  const registry = getRegistry();
  const text = (cluster.isWorker && (await askPrimary())) || (await registry.metrics());
  return { type: registry.contentType, text };
}
