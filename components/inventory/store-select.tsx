"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";
import { SelectField } from "@/components/ui/field";

/** A select of the stores; `none` is the placeholder. */
export function StoreSelect({
  label,
  none,
  value,
  onChange,
  required = false,
  without = "",
}: {
  label: string;
  none: string;
  value: string;
  onChange: (storeId: string) => void;
  required?: boolean;
  /** A store that is excluded. */
  without?: string;
}) {
  const trpc = useTRPC();
  const stores = useQuery(trpc.stores.list.queryOptions());
  return (
    <SelectField label={label} required={required} value={value} onChange={(e) => onChange(e.target.value)}>
      <option value="">{none}</option>
      {stores.data?.stores
        .filter((store) => store.id !== without)
        .map((store) => (
          <option key={store.id} value={store.id}>
            {store.name}, {store.city}
          </option>
        ))}
    </SelectField>
  );
}
