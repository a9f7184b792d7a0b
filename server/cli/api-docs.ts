// docs/api.md, made from the router: kinds of actor, limits, inputs and descriptions stand where the code reads them.
import type { z } from "zod";
import { descriptions } from "@/server/app/descriptions";
import { type LimitRow, limitRows } from "@/server/app/limit-rows";
import { limitTable, type OtherRoute } from "@/server/app/rate-limit";
import { appRouter, type ProcedureName } from "@/server/app/router";
import { maxOpsPerPush, schemaV } from "@/server/operations/format.rules";
import { queuedOpSchema } from "@/server/operations/schema";
import { errorCodes } from "@/server/platform/errors";
import type { Meta } from "@/server/trpc/init";
import { listInputFields, listNamedBranches } from "./input-fields";

const actors: Record<Meta["actor"], string> = {
  anyone: "also without a cookie",
  shopper: "any device of a shopper, also a linked one",
  owner: "a guest or a signed-in customer",
  customer: "a signed-in customer",
  tablet: "an enrolled tablet",
  consultant: "a shift at an enrolled tablet",
  office: "a session of the office; what an administrator alone may do says so",
};

const otherRoutes: Record<OtherRoute, string> = {
  "sync.stream": "`GET /api/trpc/sync.stream`: changes as server-sent events; `Last-Event-ID` resumes",
  "import.upload": "`POST /api/import/…`: a file of an import, office only",
  receipt: "`GET /api/receipt/ORDER.pdf?l=en`: a receipt; own orders, or by a signed link",
  calendar: "`GET /api/fitting/ID.ics?l=en`: a calendar file",
  "stripe.webhook": "`POST /api/stripe/webhook`: Stripe's signed events",
  auth: "`/api/auth/…`: next-auth's own requests",
  unknown: "any other name",
};

/** A call that is shown with curl. Words in capitals are variables of the shell. */
type Example = { says: string; procedure: ProcedureName; input: object };

export const examples: Example[] = [
  {
    says: "The catalogue: search in any of the three languages",
    procedure: "catalogue.suggest",
    input: { query: "рубашка" },
  },
  {
    says: "What each store has of a product, with the time of the check",
    procedure: "stock.listAvailability",
    input: { productId: "PRODUCT_ID" },
  },
  {
    says: "A guest of one's own: the cookie is its key",
    procedure: "shoppers.createGuest",
    input: { nonce: "NONCE", device: { kind: "laptop" } },
  },
  {
    says: "Two of a variant into the cart",
    procedure: "sync.push",
    input: {
      clientId: "CLIENT_ID",
      schemaV,
      ops: [
        {
          mid: 1,
          scope: "SHOPPER_ID",
          baseVersion: 0,
          at: 0,
          name: "cart.add",
          args: { variantId: "VARIANT_ID", fulfilment: { kind: "deliver" }, quantity: 2 },
        },
      ],
    },
  },
];

type Declared = { _def: { type: "query" | "mutation"; meta: Meta; inputs: z.ZodType[] } };

const procedures = appRouter._def.procedures as unknown as Record<ProcedureName, Declared>;
const names = Object.keys(procedures).sort() as ProcedureName[];

/** The schemas of a procedure's input; none for one that takes nothing. */
export const getInputSchemas = (name: ProcedureName): z.ZodType[] => procedures[name]._def.inputs;

const rowNames = new Map<LimitRow, string>(Object.entries(limitRows).map(([name, row]) => [row, name]));
const limitOf = (name: ProcedureName | OtherRoute) => rowNames.get(limitTable[name]) ?? "?";

function formatInput(name: ProcedureName): string {
  const inputs = getInputSchemas(name).map(listInputFields);
  if (inputs.length === 0) return "";
  const lines = inputs.flatMap((input) =>
    typeof input === "string"
      ? [`- \`${input}\``]
      : input.map((field) => `- \`${field.name}${field.optional ? "?" : ""}\`: \`${field.type}\``),
  );
  return `\n${lines.length > 0 ? lines.join("\n") : "- `{}`"}\n`;
}

function formatProcedure(name: ProcedureName): string {
  const { type, meta } = procedures[name]._def;
  return `### ${name}\n\n${descriptions[name]} _${type}, ${meta.actor}, limit ${limitOf(name)}_\n${formatInput(name)}`;
}

function formatExample({ says, procedure: name, input }: Example): string {
  const json = JSON.stringify(input).replaceAll(/"([A-Z]+(?:_[A-Z]+)*)"/g, `"'$$$1'"`);
  const address = `localhost:3000/api/trpc/${name}`;
  if (procedures[name]._def.type === "query") return `# ${says}\ncurl -G ${address} --data-urlencode 'input=${json}'\n`;
  const headers = `-H 'content-type: application/json' -H 'origin: http://localhost:3000'`;
  return `# ${says}\ncurl -b jar -c jar ${address} ${headers} \\\n  -d '${json}'\n`;
}

const formatRate = ({ burst, perMinute }: LimitRow["address"]) =>
  `${burst.toLocaleString("en")} · ${perMinute.toLocaleString("en")}`;

const nounOf = (name: string) => name.split(".")[0] ?? name;

function formatNouns(): string[] {
  const nouns = [...new Set(names.map(nounOf))];
  return nouns.map((noun) => {
    const own = names.filter((name) => nounOf(name) === noun);
    return `## ${noun}\n\n${own.map(formatProcedure).join("\n")}`;
  });
}

/** The whole file. */
export function buildApiDocs(): string {
  const listed = Object.entries(actors).map(([actor, who]) => `- _${actor}_: ${who}`);
  const limits = Object.entries(limitRows).map(
    ([name, { address, account, device }]) =>
      `- _${name}_: address ${formatRate(address)}, account ${formatRate(account)}, device ${formatRate(device)}`,
  );
  const mutations = listNamedBranches(queuedOpSchema).map(({ name, args }) => `- \`${name}\`: \`${args}\``);
  const others = Object.entries(otherRoutes).map(([name, what]) => `- ${what} _limit ${limitOf(name as OtherRoute)}_`);
  return `${[
    `# API

<!-- Made by \`npm run docs\` from the router; changes by hand are lost. -->

tRPC over HTTP at \`/api/trpc\`: queries are \`GET ?input=…\`, mutations \`POST\` with a JSON body, from an own \`origin\`. The header
\`x-surface\` (\`shop\`, \`store\` or \`office\`) says whose cookie counts.`,
    `## Examples\n\n\`\`\`sh\nNONCE=$(openssl rand -hex 16) CLIENT_ID=$(uuidgen)\n# PRODUCT_ID stands in the first answer, VARIANT_ID in the second, SHOPPER_ID in the third\n\n${examples.map(formatExample).join("\n")}\`\`\``,
    `## Mutations\n\nWhat \`sync.push\` takes in \`ops\`, at most ${maxOpsPerPush} in a call: name and \`args\`.\n\n${mutations.join("\n")}`,
    `## Who is answered\n\nWhat exactly an actor may touch is decided beside the data, again.\n\n${listed.join("\n")}`,
    `## Limits\n\nSo many at once · so many a minute in the long run; a refusal says how long to wait.\n\n${limits.join("\n")}`,
    `## Refusals\n\nThey carry \`error.data.appCode\` and \`error.data.details\`. Codes: ${errorCodes.map((code) => `\`${code}\``).join(", ")}.`,
    `## Beside the procedures\n\n${others.join("\n")}`,
  ].join("\n\n")}\n\n${formatNouns().join("\n")}`;
}
