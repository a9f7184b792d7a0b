"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { mayManage } from "@/server/access/rules";
import type { StaffView } from "@/server/staff/schema";
import { PersonForm } from "./person-form";
import { PersonKeys } from "./person-keys";
import { useOfficeMe } from "./use-office-me";

function Person({ person, onEdit }: { person: StaffView; onEdit: () => void }) {
  const t = useTranslations("office");
  const me = useOfficeMe();
  const state = !person.active
    ? t("staff.left")
    : person.locked
      ? t("staff.locked")
      : person.storeId && !person.hasPin
        ? t("staff.noPin")
        : null;
  return (
    <tr className={`border-b border-hairline ${person.active ? "" : "text-soft"}`}>
      <th scope="row" className="py-3 pr-4 text-left font-medium">
        {person.name} {person.self ? <span className="font-normal text-soft">({t("staff.you")})</span> : null}
        <span className="block text-sm font-normal break-all text-soft">{person.email}</span>
        <span className="block text-sm font-normal md:hidden">
          {[t(`role.${person.role}`), person.storeName].filter(Boolean).join(" · ")}
        </span>
        {state ? <span className="block text-sm font-normal text-ochre md:hidden">{state}</span> : null}
      </th>
      <td className="py-3 pr-4 max-md:hidden">{t(`role.${person.role}`)}</td>
      <td className="py-3 pr-4 max-md:hidden">{person.storeName ?? "—"}</td>
      <td className={`py-3 pr-4 max-md:hidden ${person.locked && person.active ? "text-thread" : "text-soft"}`}>
        {state}
      </td>
      <td className="py-3 text-right">
        {mayManage(me.role, person.role) ? (
          <Button size="small" variant="outline" onClick={onEdit} aria-label={t("staff.editOf", { name: person.name })}>
            {t("staff.edit")}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

/** The staff: add, change, set the shift PIN, deactivate. */
export function StaffPage() {
  const t = useTranslations("office.staff");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const list = useQuery(trpc.staff.office.list.queryOptions());
  const [editing, setEditing] = useState<string | "new" | null>(null);
  const person = list.data?.find((p) => p.id === editing) ?? null;
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        <Button onClick={() => setEditing("new")}>{t("add")}</Button>
      </header>
      {list.isPending ? <Skeleton className="h-64" /> : null}
      {list.error ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      {list.data?.length === 0 ? <Empty title={t("emptyTitle")} text={t("emptyText")} /> : null}
      {list.data && list.data.length > 0 ? (
        <div className="overflow-x-auto">
          <table className="w-full">
            <thead className="border-b border-field text-left text-sm text-soft">
              <tr>
                {(["name", "role", "store", "state"] as const).map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={`py-2 pr-4 font-normal ${column === "name" ? "" : "max-md:hidden"}`}
                  >
                    {t(`column.${column}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {list.data.map((p) => (
                <Person key={p.id} person={p} onEdit={() => setEditing(p.id)} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <Sheet
        title={person?.name ?? t("add")}
        closeLabel={t("close")}
        open={editing !== null}
        onOpenChange={(open) => !open && setEditing(null)}
      >
        <div className="grid gap-10">
          <PersonForm key={editing} person={person} onSaved={() => setEditing(null)} />
          {person ? <PersonKeys person={person} /> : null}
        </div>
      </Sheet>
    </main>
  );
}
