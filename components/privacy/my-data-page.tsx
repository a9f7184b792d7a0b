"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { formatRate } from "@/components/orders/quote/quote-totals";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/server/platform/money";
import type { ExportTable, ExportValue } from "@/server/privacy/export.schema";

const isInstant = (value: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

/** The tables people look for first; technical ones come last. */
const first = [
  "shopper",
  "shopper_contact",
  "customer_order",
  "order_line",
  "fulfilment",
  "payment",
  "refund",
  "order_event",
];
const findPosition = ({ table }: ExportTable): number => {
  if (/^(sync_|idempotency_)/.test(table)) return first.length + 1;
  const at = first.indexOf(table);
  return at === -1 ? first.length : at;
};

/** A label of the message catalogue, or the database's name. */
function useLabels() {
  const t = useTranslations("privacy.export");
  const column = (name: string) => (t.has(`columns.${name}` as never) ? t(`columns.${name}` as never) : name);
  return {
    column,
    /** The parts of a column with several values, such as an address. */
    part: (name: string) => (t.has(`parts.${name}` as never) ? t(`parts.${name}` as never) : column(name)),
    value: (name: string) => (t.has(`values.${name}` as never) ? t(`values.${name}` as never) : name),
    table: (name: string) => (t.has(`tables.${name}` as never) ? t(`tables.${name}` as never) : name),
  };
}

/** Formats a number of the database: hundredths as an amount or a percentage. */
function useFigure() {
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale === "en" ? "en-GB" : "de-DE", { minimumFractionDigits: 2 });
  return (name: string, value: ExportValue, row: Record<string, ExportValue>): string | null => {
    if (typeof value !== "number") return null;
    if (name.endsWith("Bp")) return formatRate(value, locale);
    if (!/^minor$|Minor$/.test(name)) return null;
    const { currency } = row;
    return typeof currency === "string" ? formatMoney({ minor: value, currency }, locale) : number.format(value / 100);
  };
}

/** Formats a value: times, booleans, names for ids, one line for composite values. */
function useShown() {
  const t = useTranslations("privacy.export");
  const locale = useLocale();
  const { part, value: named } = useLabels();
  const { at } = useInstants();
  const figure = useFigure();
  return function shown(value: ExportValue): string {
    if (value === null || value === "") return "—";
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (typeof value === "string") {
      const time = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
      if (isInstant(value)) return at(value, time);
      return /^[a-z_]+$/.test(value) ? named(value) : value;
    }
    if (typeof value === "number") return String(value);
    if (Array.isArray(value)) return value.map(shown).join("; ");
    const fields: Record<string, ExportValue> = { ...value };
    const words = fields.name ?? fields[locale];
    if (typeof words === "string") return words;
    const shownFields = Object.entries(fields).filter(([, inner]) => inner !== null && inner !== "");
    return (
      shownFields.map(([name, inner]) => `${part(name)}: ${figure(name, inner, fields) ?? shown(inner)}`).join(", ") ||
      "—"
    );
  };
}

function Table({ table }: { table: ExportTable }) {
  const labels = useLabels();
  const shown = useShown();
  const figure = useFigure();
  // Rows have no exported key: the index is their key.
  const rows = table.rows.map((row, i) => ({ row, key: `${table.table}:${i}` }));
  return (
    <section className="grid break-inside-avoid-page gap-3">
      <h2 className="border-b border-field pb-1 font-serif text-2xl">
        {labels.table(table.table)} <span className="text-base text-soft tabular">{table.rows.length}</span>
      </h2>
      {rows.map(({ row, key }) => (
        <dl
          key={key}
          className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 gap-y-1 border-b border-hairline pb-3 text-sm"
        >
          {Object.entries(row).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{labels.column(name)}</dt>
              <dd className="break-words">{figure(name, value, row) ?? shown(value)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </section>
  );
}

/** All data about this shopper, to read and to print. */
export function MyDataPage() {
  const t = useTranslations("privacy.export");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { at } = useInstants();
  const made = useQuery(trpc.privacy.export.queryOptions(undefined, { staleTime: 0, gcTime: 0 }));
  if (made.error) {
    const again = <Button onClick={() => void made.refetch()}>{t("again")}</Button>;
    return (
      <main id="main">
        <Empty title={t("unreachable")} text={errorText(made.error)} action={again} />
      </main>
    );
  }
  if (!made.data) {
    return (
      <main id="main" className="mx-auto grid max-w-3xl gap-4 px-5 py-10" aria-busy="true">
        <Skeleton className="h-12" />
        <Skeleton className="h-64" />
      </main>
    );
  }
  const when = at(made.data.madeAt, {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (
    <main id="main" className="mx-auto grid w-full max-w-3xl gap-10 px-5 py-10">
      <header className="grid gap-3">
        <h1 className="font-serif text-4xl text-balance">{t("pageTitle")}</h1>
        <p className="text-soft">{t("madeAt", { when })}</p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2 print:hidden">
          <Button size="small" variant="outline" onClick={() => window.print()}>
            {t("print")}
          </Button>
          <Link href="/account/privacy" className="min-h-11 content-center underline underline-offset-4">
            {t("back")}
          </Link>
        </div>
      </header>
      {made.data.tables
        .toSorted((a, b) => findPosition(a) - findPosition(b))
        .map((table) => (
          <Table key={table.table} table={table} />
        ))}
    </main>
  );
}
