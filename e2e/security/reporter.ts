import { mkdirSync, writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

type Line = { attack: string; against: string; result: string };

const formatResult = (text: string) => process.stdout.write(`${text}\n`);

/** Prints each result as it comes and at the end the table attack → result, with one plain line of counts. */
export default class SecurityReporter implements Reporter {
  readonly #lines: Line[] = [];
  #passed = 0;
  #failed = 0;

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === "passed") this.#passed++;
    else this.#failed++;
    const { line } = test.meta();
    if (line) this.#lines.push(line);
    if (state === "passed") return;
    formatResult(`✗ ${test.fullName} (${state})`);
    for (const error of errors ?? []) formatResult(`    ${(error.stack || error.message).replaceAll("\n", "\n    ")}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const broken = [...modules.flatMap((m) => m.errors()), ...unhandled];
    for (const error of broken) formatResult(error.stack || error.message);
    this.#failed += broken.length;
    this.#table();
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/security.json", JSON.stringify({ passed: this.#passed, failed: this.#failed }));
    formatResult(`\n${this.#passed} passed, ${this.#failed} failed`);
  }

  #table(): void {
    const order = (id: string) => Number(/^A(\d+)/.exec(id)?.[1] ?? 0);
    const lines = this.#lines.toSorted((a, b) => order(a.attack) - order(b.attack));
    const wide = Math.max(0, ...lines.map((l) => l.against.length));
    let before = "";
    for (const { attack, against, result } of lines) {
      if (attack !== before) formatResult(`\n${attack}`);
      before = attack;
      formatResult(`  ${against.padEnd(wide)}  ${result}`);
    }
  }
}
