"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import type { AuditFilter } from "@/server/audit/schema";

/** Prefixes of action names, the most used first. */
const kinds = [
  "staff",
  "pin",
  "passkey",
  "office",
  "shift",
  "approval",
  "device",
  "client",
  "alarm",
  "privacy",
  "pickup",
  "sale",
  "order",
  "parcel",
  "return",
  "fitting",
  "room_request",
  "identity",
  "stock",
  "stores",
  "import",
] as const;

export type Filter = Omit<AuditFilter, "cursor" | "direction">;
export const noFilter: Filter = { actorId: null, storeId: null, action: "", subjectId: "", from: null, to: null };

/** Filters of the audit trail: person, action, store, days and subject. */
export function AuditFilters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const people = useQuery(trpc.audit.office.listPeople.queryOptions());
  const stores = useQuery(trpc.stores.list.queryOptions());
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <search aria-label={t("filter.label")} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField
        label={t("filter.who")}
        value={filter.actorId ?? ""}
        onChange={(e) => set({ actorId: e.target.value || null })}
      >
        <option value="">{t("filter.anyone")}</option>
        {people.data?.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </SelectField>
      <SelectField label={t("filter.action")} value={filter.action} onChange={(e) => set({ action: e.target.value })}>
        <option value="">{t("filter.anything")}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t("filter.store")}
        value={filter.storeId ?? ""}
        onChange={(e) => set({ storeId: e.target.value || null })}
      >
        <option value="">{t("filter.anywhere")}</option>
        {stores.data?.stores.map((store) => (
          <option key={store.id} value={store.id}>
            {store.name}, {store.city}
          </option>
        ))}
      </SelectField>
      <TextField
        type="date"
        label={t("filter.from")}
        max={filter.to ?? undefined}
        value={filter.from ?? ""}
        onChange={(e) => set({ from: e.target.value || null })}
      />
      <TextField
        type="date"
        label={t("filter.to")}
        min={filter.from ?? undefined}
        value={filter.to ?? ""}
        onChange={(e) => set({ to: e.target.value || null })}
      />
      <TextField
        label={t("filter.subject")}
        hint={t("filter.subjectHint")}
        maxLength={64}
        spellCheck={false}
        autoComplete="off"
        value={filter.subjectId}
        onChange={(e) => set({ subjectId: e.target.value.trim() })}
      />
      <div className="sm:col-span-2 lg:col-span-3">
        <Button
          size="small"
          variant="quiet"
          disabled={JSON.stringify(filter) === JSON.stringify(noFilter)}
          onClick={() => onChange(noFilter)}
        >
          {t("filter.clear")}
        </Button>
      </div>
    </search>
  );
}
