// docs/configuration.md, made from the settings' schema.
import { z } from "zod";
import { webhookEvents } from "@/server/payments/webhook/rules";
import { settings } from "@/server/platform/env";

type Row = [name: string, byDefault: string, meaning: string];

function buildRow([name, schema]: [string, z.ZodType]): Row {
  const { default: byDefault, description } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  if (!description) throw new Error(`Setting ${name} does not say what it means: add .describe(…)`);
  return [`\`${name}\``, byDefault === undefined ? "–" : `\`${byDefault}\``, description];
}

/** A table of Markdown with columns of one width each, as Biome formats it. */
function formatTable(rows: readonly string[][]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** The whole file. */
export function buildSettingsDocs(): string {
  const rows = Object.entries(settings.shape).map(buildRow);
  return `# Configuration

<!-- Made by \`npm run docs\` from the settings' schema; changes by hand are lost. -->

Environment variables; none is needed to start. An empty one counts as not set. A wrong one ends the start with one sentence.

${formatTable([["setting", "default", "meaning"], ...rows])}

## Cards

With \`STRIPE_SECRET_KEY\` and \`STRIPE_WEBHOOK_SECRET\` cards are taken through Stripe. Register \`PUBLIC_URL/api/stripe/webhook\` there for
these events: ${webhookEvents.map((event) => `\`${event}\``).join(", ")}.

A restricted key needs to write Checkout Sessions, PaymentIntents, Refunds and Terminal readers. A reader belongs to the store whose
code its Terminal location has in its metadata under \`store\`. Without a key the demo shop takes test cards at a local Stripe of its own;
any other shop is paid in cash in its stores, and the office says so.

## First start and secrets

Outside of the demo a start on an empty database prints a one-time link for the first administrator; nothing else is open. Without
\`NEXTAUTH_SECRET\` one is generated and kept in \`DATA_DIR\`.

## Connections

\`sslmode=require\` in an address checks the server's certificate; \`sslmode=no-verify\` only encrypts.

With \`DATABASE_DIRECT_URL\` or \`STATEMENTS=unnamed\` each transaction brings its time-outs with it. What runs outside of one has those
of the role: give it \`alter role NAME set statement_timeout = '15s'\`, \`lock_timeout = '5s'\`, \`pg_trgm.word_similarity_threshold = 0.5\`
(see [operate](operate.md#a-pooler-before-the-database)).

## Many processes

\`npm start -- --processes N\` runs N on this machine, which share one port; \`kill -HUP\` replaces them one after another. On several
machines, or behind a proxy, set \`PROCESSES\` to their number in all, give each machine the same \`secrets.json\` and the same pictures
in \`DATA_DIR\`, and let the proxy ask \`/readyz\`. Requests may go to any process.

Without \`REDIS_URL\` each process counts limits by itself: N processes allow N times what docs/api.md says. With it they count
together; while Redis is away each counts in its memory, and nobody is refused for that. Redis then holds addresses and ids of accounts and
devices, until their buckets are full again: forty minutes at most.

## Tests

\`TEST_DATABASE_URL\` runs the tests on another server (superuser) instead of the embedded one, \`TEST_POOLER_URL\` through a pooler
before it. \`CHROMIUM_PATH\` names the browser of
the journeys; without it one is found or installed.
`;
}
