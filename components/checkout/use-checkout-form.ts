"use client";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useKnownContact } from "@/components/orders/use-reservations";
import { useEntities, useOwner } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import type { CheckoutDraft } from "@/server/orders/checkout/schema";
import { type Field, type Fields, fieldNames, toDraftChange, toFields } from "./fields";

const debounceMs = 500;

export type CheckoutForm = {
  /** False until this browser's own copy was read. */
  ready: boolean;
  fields: Fields;
  /** Typed here and not saved yet, since the network is away. */
  unsent: boolean;
  set: (field: Field, value: string) => void;
  /** Which field is being typed in now. */
  focus: (field: Field | null) => void;
  /** Saves the fields now. */
  flush: () => Promise<void>;
};

/**
 * The checkout's fields: the draft shared by the shopper's devices, overlaid with unsaved input. Only what was typed here
 * is saved. A focused field is never overwritten. A new address begins with `country`.
 */
export function useCheckoutForm(country: string): CheckoutForm {
  const client = useTRPCClient();
  const { owner, ensureShopper } = useOwner();
  const { rows, ready } = useEntities<CheckoutDraft>("checkout");
  const known = useKnownContact();
  const [answer, setAnswer] = useState<CheckoutDraft | null>(null);
  const [typed, setTyped] = useState<Partial<Fields>>({});
  const [failed, setFailed] = useState(false);
  const focused = useRef<Field | null>(null);
  const row = rows[0] ?? null;
  const kept = answer && (!row || row.updatedAt < answer.updatedAt) ? answer : row;
  const base = toFields(kept, { ...known, country });
  const fields: Fields = { ...base, ...typed };
  const changed = Object.keys(toDraftChange(typed, base, !kept)).length > 0;

  /** Saved fields without focus follow the draft again. */
  const releaseSaved = (saved: Fields) =>
    setTyped((before) => {
      const rest = fieldNames.filter(
        (f) => before[f] !== undefined && (f === focused.current || before[f] !== saved[f]),
      );
      return Object.fromEntries(rest.map((f) => [f, before[f]])) as Partial<Fields>;
    });
  const save = async () => {
    const sentFields = fields;
    const change = toDraftChange(typed, base, !kept);
    try {
      await ensureShopper();
      setAnswer(await client.checkout.saveDraft.mutate(change));
      setFailed(false);
      releaseSaved(sentFields);
    } catch {
      setFailed(true);
    }
  };
  const saveChanged = useEffectEvent(() => {
    if (changed && owner?.kind !== "linked") void save();
  });
  const text = JSON.stringify(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every keystroke restarts the delay
  useEffect(() => {
    const timer = setTimeout(() => saveChanged(), debounceMs);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    const online = () => saveChanged();
    window.addEventListener("online", online);
    return () => window.removeEventListener("online", online);
  }, []);
  return {
    ready,
    fields,
    unsent: changed && failed,
    set: (field, value) => setTyped((before) => ({ ...before, [field]: value })),
    focus: (field) => {
      focused.current = field;
      if (!field) releaseSaved(base);
    },
    flush: () => (changed ? save() : Promise.resolve()),
  };
}
