// What an input consists of, read from its Zod schema and said in one line a field.
import { z } from "zod";

/** A part of an input, as JSON Schema says it. */
type Json = {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Json[];
  oneOf?: Json[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Json;
  prefixItems?: Json[];
  properties?: Record<string, Json>;
  required?: string[];
  additionalProperties?: Json | boolean;
};
export type InputField = { name: string; optional: boolean; type: string };

const formats: Record<string, string> = { uuid: "uuid", email: "email", date: "date", "date-time": "time", uri: "url" };

/** `1–10`, `≥ 1`, `≤ 10`, or nothing where it is not bounded (a safe integer's own bounds are none). */
function formatRange(min: number | undefined, max: number | undefined): string {
  const from = min !== undefined && min > Number.MIN_SAFE_INTEGER ? min : undefined;
  const to = max !== undefined && max < Number.MAX_SAFE_INTEGER ? max : undefined;
  if (from !== undefined && to !== undefined) return from === to ? ` ${from}` : ` ${from}–${to}`;
  if (from !== undefined) return ` ≥ ${from}`;
  return to === undefined ? "" : ` ≤ ${to}`;
}

/** The parts of a union, `string | null` with null last. */
function formatUnion(parts: Json[]): string {
  const names = [...new Set(parts.map(formatType))];
  return names.sort((a, b) => Number(a === "null") - Number(b === "null")).join(" | ");
}

function formatObject(schema: Json): string {
  const fields = listFields(schema).map(({ name, optional, type }) => `${name}${optional ? "?" : ""}: ${type}`);
  const rest = schema.additionalProperties;
  if (fields.length === 0 && rest && typeof rest === "object") return `{ [key]: ${formatType(rest)} }`;
  return fields.length > 0 ? `{ ${fields.join(", ")} }` : "{}";
}

function formatArray(schema: Json): string {
  if (schema.prefixItems) return `[${schema.prefixItems.map(formatType).join(", ")}]`;
  const item = formatType(schema.items ?? {});
  return `${/[ |]/.test(item) && !item.startsWith("{") ? `(${item})` : item}[]${formatRange(schema.minItems || undefined, schema.maxItems)}`;
}

function formatType(schema: Json): string {
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return formatUnion(union);
  if (schema.type === "object") return formatObject(schema);
  if (schema.type === "array") return formatArray(schema);
  if (schema.type === "integer" || schema.type === "number")
    return `${schema.type}${formatRange(schema.minimum, schema.maximum)}`;
  if (schema.type !== "string") return schema.type ?? "any";
  const named = schema.format ? formats[schema.format] : undefined;
  return named ?? `string${formatRange(schema.minLength || undefined, schema.maxLength)}`;
}

function listFields(schema: Json): InputField[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    optional: !required.has(name),
    type: formatType(field),
  }));
}

const toJson = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as Json;

/** The fields of an object's schema, or its whole type where the input is none. */
export function listInputFields(schema: z.ZodType): InputField[] | string {
  const json = toJson(schema);
  return json.type === "object" ? listFields(json) : formatType(json);
}

/** The kinds of a union that its branches name in `name`, each with the type of its `args`. */
export function listNamedBranches(schema: z.ZodType): { name: string; args: string }[] {
  const json = toJson(schema);
  return (json.oneOf ?? json.anyOf ?? []).map(({ properties = {} }) => ({
    name: String(properties.name?.const),
    args: formatType(properties.args ?? {}),
  }));
}
