type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A field's value before a scan was typed into it. */
export type FieldSnapshot = { field: Field; value: string; selection: [number, number] | null };

const isField = (element: Element | null): element is Field =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/** The focused field with its value; null when none is focused. */
export function readField(): FieldSnapshot | null {
  const field = document.activeElement;
  if (!isField(field)) return null;
  const [start, end] = "selectionStart" in field ? [field.selectionStart, field.selectionEnd] : [null, null];
  return { field, value: field.value, selection: start === null || end === null ? null : [start, end] };
}

/** Sets a field's value in a way that React notices. */
export function writeField({ field, value, selection }: FieldSnapshot): void {
  if (!field.isConnected || field.value === value) return;
  // React notices a change only through the prototype's setter.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  if (selection && "setSelectionRange" in field) field.setSelectionRange(...selection);
}

/** Whether a scan may be meant for the field: where no screen takes scans a search, and anywhere one that says so by `data-scans`. */
export const acceptsScans = ({ field }: FieldSnapshot, hasDoor: boolean): boolean =>
  "scans" in field.dataset || (field.type === "search" && !hasDoor);
