"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import {
  type Column,
  columnsByFile,
  findMissingColumns,
  formatMissing,
} from "@/server/catalogue/import/format/columns.rules";
import type { ColumnMaps, InspectedFile, UploadInspection } from "@/server/catalogue/import/schema";
import type { UploadState } from "./upload";

type Chosen = Record<string, Column | null>;
type Header = InspectedFile["columns"][number];

/** One column of the file: its header, sample values and mapping. */
function HeaderRow({
  header,
  number,
  kind,
  chosen,
  onChoose,
}: {
  header: Header;
  number: number;
  kind: InspectedFile["kind"];
  chosen: Column | null;
  onChoose(column: Column | null): void;
}) {
  const t = useTranslations("import");
  const name = header.header || t("mapping.noHeader", { number });
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-b border-hairline py-2.5 sm:grid-cols-[1fr_1fr_15rem]">
      <span className="font-medium wrap-anywhere">{name}</span>
      <span className="text-sm wrap-anywhere text-soft">{header.samples.join(" · ")}</span>
      <select
        aria-label={t("mapping.takenForOf", { header: name })}
        value={chosen ?? ""}
        onChange={(event) => onChoose((event.target.value || null) as Column | null)}
        className={`min-h-11 w-full rounded border border-field bg-paper px-3 ${chosen ? "text-ink" : "text-soft"}`}
      >
        <option value="">{t("mapping.none")}</option>
        {columnsByFile[kind].map((column) => (
          <option key={column} value={column}>
            {t(`columns.${column}`)}
          </option>
        ))}
      </select>
    </li>
  );
}

/** A file's columns, those that were recognised first. */
function FileColumns({
  file,
  chosen,
  missing,
  onChoose,
}: {
  file: InspectedFile;
  chosen: Chosen;
  missing: string;
  onChoose(key: string, column: Column | null): void;
}) {
  const t = useTranslations("import");
  const { kind, columns, encoding, delimiter, line } = file;
  const rows = (wanted: (header: Header) => boolean) =>
    columns.flatMap((header, index) =>
      wanted(header)
        ? [
            <HeaderRow
              key={header.key}
              header={header}
              number={index + 1}
              kind={kind}
              chosen={chosen[header.key] ?? null}
              onChoose={(column) => onChoose(header.key, column)}
            />,
          ]
        : [],
    );
  const unused = rows((header) => header.column === null);
  return (
    <section aria-labelledby={`columns-${kind}`} className="grid gap-3">
      <h3 id={`columns-${kind}`} className="font-serif text-xl">
        {t(`mapping.${kind}`)}
      </h3>
      <p className="text-sm text-soft">
        {t("mapping.readAs", { encoding: encoding.toUpperCase(), delimiter: t(`delimiters.${delimiter}`), line })}
      </p>
      {missing ? <Notice tone="refused">{t("mapping.missing", { missing })}</Notice> : null}
      <div
        aria-hidden="true"
        className="hidden gap-x-6 border-b border-ink pb-2 text-sm font-medium sm:grid sm:grid-cols-[1fr_1fr_15rem]"
      >
        <span>{t("mapping.column")}</span>
        <span>{t("mapping.samples")}</span>
        <span>{t("mapping.takenFor")}</span>
      </div>
      <ul>{rows((header) => header.column !== null)}</ul>
      {unused.length > 0 ? (
        <details open={missing !== "" || undefined}>
          <summary className="min-h-11 cursor-pointer py-2.5">{t("mapping.unused", { count: unused.length })}</summary>
          <ul>{unused}</ul>
        </details>
      ) : null}
    </section>
  );
}

/** Shows the mapping of each column before anything is written, and lets it be changed. */
export function ColumnStep({
  inspection,
  busy,
  upload,
  onStart,
  onBack,
}: {
  inspection: UploadInspection;
  busy: boolean;
  upload: UploadState | null;
  /** `maps`: of each file whose columns were changed, all of them. */
  onStart(maps: ColumnMaps): void;
  onBack(): void;
}) {
  const t = useTranslations("import");
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const files = inspection.files.filter((file): file is InspectedFile => file.refusal === null);
  const [changed, setChanged] = useState<ColumnMaps>({});
  const chosenOf = (file: InspectedFile): Chosen =>
    changed[file.kind] ?? Object.fromEntries(file.columns.map(({ key, column }) => [key, column]));
  const choose = (file: InspectedFile, key: string, column: Column | null) => {
    // A target column is mapped once.
    const others = Object.entries(chosenOf(file)).map(([k, c]) => [k, c === column ? null : c]);
    setChanged({ ...changed, [file.kind]: { ...Object.fromEntries(others), [key]: column } });
  };
  const missingOf = (file: InspectedFile) => {
    const at = Object.fromEntries(Object.values(chosenOf(file)).flatMap((column) => (column ? [[column, 0]] : [])));
    const missing = findMissingColumns(at, file.kind, inspection.stores).map((columns) => columns.join("/"));
    return missing.length > 0 ? formatMissing(missing.join("|"), (column) => t(`columns.${column}`)) : "";
  };
  const incomplete = files.some((file) => missingOf(file) !== "");
  return (
    <section aria-labelledby="columns-title" className="grid gap-6 border-t border-hairline pt-8">
      <div className="grid gap-2">
        <h2 id="columns-title" tabIndex={-1} ref={title} className="font-serif text-2xl outline-none">
          {t("mapping.title")}
        </h2>
        <p className="max-w-2xl text-pretty text-soft">{t("mapping.lead")}</p>
      </div>
      {files.map((file) => (
        <FileColumns
          key={file.kind}
          file={file}
          chosen={chosenOf(file)}
          missing={missingOf(file)}
          onChoose={(key, column) => choose(file, key, column)}
        />
      ))}
      <div className="flex flex-wrap items-center gap-4">
        <Button busy={busy} disabled={incomplete} onClick={() => onStart(changed)}>
          {t("start")}
        </Button>
        <Button variant="quiet" disabled={busy} onClick={onBack}>
          {t("mapping.back")}
        </Button>
        <p role="status" className="text-sm text-soft tabular">
          {upload ? t("uploading", upload) : ""}
        </p>
      </div>
    </section>
  );
}
