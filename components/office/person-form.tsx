"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { mayManage, worksInStore } from "@/server/access/rules";
import { type Role, roles, type StaffView } from "@/server/staff/schema";
import { useOfficeMe } from "./use-office-me";

/** Name, address, role and store of a member of staff; `person` null adds one. */
export function PersonForm({ person, onSaved }: { person: StaffView | null; onSaved: () => void }) {
  const t = useTranslations("office");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const me = useOfficeMe();
  const stores = useQuery(trpc.stores.list.queryOptions());
  const [name, setName] = useState(person?.name ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const [role, setRole] = useState<Role>(person?.role ?? "consultant");
  const [storeId, setStoreId] = useState(person?.storeId ?? "");
  const save = useMutation(
    trpc.staff.office.save.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.staff.office.list.queryKey() });
        onSaved();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ id: person?.id ?? null, name, email, role, storeId: worksInStore(role) ? storeId || null : null });
  };
  const refusal = refusalOf(save.error);
  const reason = String(refusal?.details.reason ?? "");
  const error =
    refusal?.code === "CONFLICT"
      ? t("staff.taken")
      : reason === "self" || reason === "last_admin"
        ? t(`staff.refused.${reason}`)
        : save.error
          ? errorText(save.error)
          : null;
  return (
    <form onSubmit={submit} className="grid gap-5">
      <TextField
        label={t("staff.column.name")}
        required
        maxLength={80}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <TextField
        label={t("staff.email")}
        type="email"
        required
        value={email}
        onChange={(e) => setEmail(e.target.value)}
      />
      <SelectField label={t("staff.column.role")} value={role} onChange={(e) => setRole(e.target.value as Role)}>
        {roles
          .filter((r) => mayManage(me.role, r))
          .map((r) => (
            <option key={r} value={r}>
              {t(`role.${r}`)}
            </option>
          ))}
      </SelectField>
      {worksInStore(role) ? (
        <SelectField
          label={t("staff.column.store")}
          required
          value={storeId}
          onChange={(e) => setStoreId(e.target.value)}
        >
          <option value="">{t("staff.chooseStore")}</option>
          {stores.data?.stores.map((store) => (
            <option key={store.id} value={store.id}>
              {store.name}, {store.city}
            </option>
          ))}
        </SelectField>
      ) : null}
      {error ? <Notice tone="refused">{error}</Notice> : null}
      <Button type="submit" busy={save.isPending}>
        {person ? t("staff.save") : t("staff.add")}
      </Button>
    </form>
  );
}
