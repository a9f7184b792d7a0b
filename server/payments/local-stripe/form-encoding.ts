/** A form-encoded value once its brackets are parsed. */
export type Nested = string | Nested[] | { [key: string]: Nested };
type Branch = { [key: string]: Nested };

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

function assignPath(into: Branch, path: string[], value: string): void {
  let at = into;
  for (const [i, step] of path.slice(0, -1).entries()) {
    const key = step === "" ? String(Object.keys(at).length) : step;
    const next = at[key];
    if (typeof next === "object" && !Array.isArray(next)) {
      at = next;
      continue;
    }
    if (next !== undefined) throw new Error(`Invalid parameter: ${path.slice(0, i + 1).join(".")}`);
    const fresh: Branch = Object.create(null);
    at[key] = fresh;
    at = fresh;
  }
  const last = path.at(-1) ?? "";
  at[last === "" ? String(Object.keys(at).length) : last] = value;
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function convertLists(branch: Branch): Nested {
  const entries = Object.entries(branch).map(([key, value]): [string, Nested] => [
    key,
    typeof value === "object" ? convertLists(value as Branch) : value,
  ]);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}

/**
 * Parses a query or body as Stripe's clients write it: `metadata[order]=7`, `expand[]=a`,
 * `line_items[0][price_data][currency]=azn`. Throws an Error naming the parameter that cannot be parsed.
 */
export function decodeForm(body: string): Branch {
  const read: Branch = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const path = [name.replace(/\[.*$/s, ""), ...[...name.matchAll(/\[([^[\]]*)\]/g)].map((m) => m[1] ?? "")];
    if (path[0] === "" || path.some((step) => forbidden.has(step))) throw new Error(`Invalid parameter: ${name}`);
    assignPath(read, path, value);
  }
  return Object.fromEntries(
    Object.entries(read).map(([key, value]) => [
      key,
      typeof value === "object" ? convertLists(value as Branch) : value,
    ]),
  );
}
