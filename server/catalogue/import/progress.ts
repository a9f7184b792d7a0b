import { performance } from "node:perf_hooks";
import { cutText } from "@/server/platform/text";
import { FileRefusedError } from "./file/records";
import type { HeaderMap, ProblemFile } from "./format/columns.rules";
import { listLimit } from "./format/rules";
import type { PictureConverter } from "./pictures/convert";
import { type RunProgress, updateRunProgress } from "./runs";
import type { ImportLocale, ImportProblem, ImportReport } from "./schema";

/** The input of a run. Paths are absolute. */
export type ImportRequest = {
  source: "office" | "command";
  fileName: string;
  /** Null when only stock is counted. */
  products: string | null;
  images: string | null;
  stock: string | null;
  currency: string;
  /** The given mapping of the headers of each file. */
  maps?: Partial<Record<ProblemFile, HeaderMap | undefined>> | undefined;
  locale: ImportLocale;
  /** How pictures are converted; replaced in tests that leave a guard out. */
  convert?: PictureConverter | undefined;
  /** Called once the run has its row, before the file is read. */
  onOpened?(runId: string): void;
  /** Called often; must be cheap. */
  onProgress?(progress: RunProgress): void;
  signal?: AbortSignal;
};

/** A report is meant to be read: long values of a file are cut. */
const maxDetailLength = 120;

/** The progress of a run, for its observers: at most one write a second. */
export class Progress {
  readonly state: RunProgress;
  readonly #id: string;
  readonly #request: ImportRequest;
  #updatedAt = 0;
  constructor(id: string, request: ImportRequest, report: ImportReport) {
    this.#id = id;
    this.#request = request;
    this.state = { phase: "reading", rowsDone: 0, rowsTotal: 0, report };
  }
  get request(): ImportRequest {
    return this.#request;
  }
  problem(problem: ImportProblem): void {
    const { report } = this.state;
    report.problemCount++;
    if (report.problems.length >= listLimit) return;
    const facts = Object.entries(problem.facts).map(([k, v]) => [
      k,
      typeof v === "string" ? cutText(v, maxDetailLength) : v,
    ]);
    report.problems.push({ ...problem, facts: Object.fromEntries(facts) });
  }
  /** Publishes the progress. Throws FileRefusedError INTERRUPTED when the run was ended from outside. */
  async publish(change: Partial<RunProgress> = {}): Promise<void> {
    Object.assign(this.state, change);
    this.#request.onProgress?.(this.state);
    if (this.#request.signal?.aborted) throw new FileRefusedError("products", "INTERRUPTED");
    if (performance.now() - this.#updatedAt < 1_000) return;
    this.#updatedAt = performance.now();
    await updateRunProgress(this.#id, this.state);
  }
}
