import { randomUUID } from "node:crypto";
import { z } from "zod";

/** A part of an input, as JSON Schema describes it. */
export type Field = {
  type?: string | string[];
  format?: string;
  pattern?: string;
  const?: unknown;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Field>;
  required?: string[];
  items?: Field;
  minItems?: number;
  anyOf?: Field[];
  oneOf?: Field[];
};

/** The schema of an input of the API. */
export const fieldsOf = (schema: z.ZodType): Field =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Field;

const typesOf = ({ type }: Field): string[] => [type ?? []].flat();

const fits = (field: Field, value: unknown): boolean => {
  const types = typesOf(field);
  if (field.const !== undefined) return value === field.const;
  if (Array.isArray(value)) return types.includes("array");
  if (value === null) return types.includes("null");
  if (typeof value === "object")
    return Object.entries(field.properties ?? {}).every(
      ([name, inner]) => inner.const === undefined || inner.const === (value as Record<string, unknown>)[name],
    );
  return types.includes(typeof value) || (types.includes("integer") && typeof value === "number");
};

/** A valid value of such a field. */
function sampleOf(field: Field): unknown {
  const branches = field.anyOf ?? field.oneOf;
  if (branches?.[0]) return sampleOf(branches[0]);
  if (field.const !== undefined) return field.const;
  if (field.enum) return field.enum[0];
  const [type] = typesOf(field);
  if (type === "null") return null;
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return Math.max(1, field.minimum ?? 1);
  if (type === "array") return field.minItems ? [sampleOf(field.items ?? {})] : [];
  if (type === "object") {
    const needed = Object.entries(field.properties ?? {}).filter(([name]) => field.required?.includes(name));
    return Object.fromEntries(needed.map(([name, inner]) => [name, sampleOf(inner)]));
  }
  if (field.format === "uuid") return randomUUID();
  if (field.format === "date-time") return "2031-01-01T10:00:00Z";
  if (field.format === "date") return "2031-01-01";
  return "AZ".padEnd(field.minLength ?? 2, "x");
}

/** Other valid values of a text or number. */
function otherLeaves(field: Field, value: unknown): unknown[] {
  if (field.const !== undefined) return [];
  if (field.enum) return field.enum.filter((one) => one !== value).slice(0, 1);
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value < (field.maximum ?? Number.MAX_SAFE_INTEGER) ? value + 1 : value - 1];
  if (field.format) return [sampleOf(field)];
  const text = String(value);
  return [text.length < (field.maxLength ?? 1_000) ? `${text}1` : `${text.slice(1)}1`];
}

/**
 * Other valid values of a field, one change at a time: each part of an object, the first of a list, the list without
 * its last, and a value where there was none.
 */
export function others(field: Field, given: unknown): unknown[] {
  const value = given === undefined ? field.default : given;
  const branches = field.anyOf ?? field.oneOf;
  if (branches) {
    const own = branches.find((branch) => fits(branch, value));
    const rest = branches.filter((branch) => branch !== own).slice(0, 1);
    return [...(own ? others(own, value) : []), ...rest.map(sampleOf)];
  }
  if (value === undefined) return [sampleOf(field)];
  if (value === null) return field.type === "null" ? [] : [sampleOf(field)];
  if (Array.isArray(value)) {
    const changed = value.length > 0 ? others(field.items ?? {}, value[0]).map((one) => [one, ...value.slice(1)]) : [];
    return value.length > (field.minItems ?? 0) ? [...changed, value.slice(0, -1)] : changed;
  }
  if (typeof value === "object")
    return Object.entries(field.properties ?? {}).flatMap(([name, inner]) =>
      others(inner, (value as Record<string, unknown>)[name]).map((one) => ({ ...value, [name]: one })),
    );
  return otherLeaves(field, value);
}

/**
 * The free-text fields of an input, at any depth: texts without a form of their own, and parts that are validated
 * later.
 */
export function freeTexts(field: Field, at = ""): string[] {
  const parts = [...(field.anyOf ?? []), ...(field.oneOf ?? [])];
  if (parts.length > 0) return [...new Set(parts.flatMap((part) => freeTexts(part, at)))];
  if (field.items) return freeTexts(field.items, at);
  const inner = Object.entries(field.properties ?? {});
  if (inner.length > 0) return inner.flatMap(([name, part]) => freeTexts(part, at ? `${at}.${name}` : name));
  const isFixed = field.format || field.pattern || field.enum || field.const !== undefined;
  if (field.type === undefined) return isFixed ? [] : [at];
  return typesOf(field).includes("string") && !isFixed ? [at] : [];
}
