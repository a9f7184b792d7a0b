type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A field as it stood before a scan was typed into it. */
export type FieldSnapshot = { field: Field; value: string; selection: [number, number] | null };

const isField = (element: Element | null): element is Field =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/** The field that has the cursor, as it stands; null when none has. */
export function readField(): FieldSnapshot | null {
  const field = document.activeElement;
  if (!isField(field)) return null;
  const [start, end] = "selectionStart" in field ? [field.selectionStart, field.selectionEnd] : [null, null];
  return { field, value: field.value, selection: start === null || end === null ? null : [start, end] };
}

/** Gives a field the value it had, or another one, in a way that React hears. */
export function writeField({ field, value, selection }: FieldSnapshot): void {
  if (!field.isConnected || field.value === value) return;
  // React notices a change only past its own setter of the element.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  if (selection && "setSelectionRange" in field) field.setSelectionRange(...selection);
}

/** Whether a scan may be meant for the field: where no screen takes scans a search, and anywhere one that says so by `data-scans`. */
export const acceptsScans = ({ field }: FieldSnapshot, hasDoor: boolean): boolean =>
  "scans" in field.dataset || (field.type === "search" && !hasDoor);
