"use client";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { type ImportLocale, importLocales } from "@/server/catalogue/import/schema";
import type { UploadFile, UploadState } from "./upload";

export type ImportFormValues = { files: UploadFile[]; currency: string; locale: ImportLocale };

const picker =
  "block w-full h-12 overflow-hidden rounded border border-dashed border-field bg-paper text-sm file:mr-4 file:min-h-12 file:cursor-pointer file:border-0 file:border-r file:border-hairline file:bg-wash file:px-4 file:font-medium file:text-ink";

/** Workbooks may be picked: the page explains what to do with them. */
const tables = ".csv,.tsv,.txt,.xlsx,.xls,text/csv";

type Sample = { href: string; text: string };

function FileField({
  label,
  hint,
  sample,
  ...input
}: { label: string; hint: string; sample?: Sample } & React.ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input {...input} id={id} type="file" aria-describedby={`${id}-hint`} className={picker} />
      <p id={`${id}-hint`} className="text-sm text-soft">
        {hint}
      </p>
      {sample ? (
        <a
          href={sample.href}
          download
          className="inline-flex min-h-11 items-center justify-self-start text-sm underline underline-offset-4"
        >
          {sample.text}
        </a>
      ) : null}
    </div>
  );
}

/** The three kinds of files, the currency and the language of an import. */
export function ImportForm({
  currency,
  again,
  busy,
  upload,
  onSubmit,
}: {
  /** The retailer's currency, used when the field stays empty. */
  currency: string;
  /** Whether one import has just been made. */
  again: boolean;
  busy: boolean;
  upload: UploadState | null;
  onSubmit(values: ImportFormValues): void;
}) {
  const t = useTranslations("import");
  const locale = useLocale();
  const [missing, setMissing] = useState(false);
  const [pictures, setPictures] = useState(0);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const of = (part: UploadFile["part"]) =>
      data.getAll(part).flatMap((file) => (file instanceof File && file.name !== "" ? [{ part, file }] : []));
    const files = [...of("products"), ...of("stock"), ...of("images")];
    const none = !files.some((f) => f.part !== "images");
    setMissing(none);
    if (none || busy) return;
    onSubmit({
      files,
      currency: String(data.get("currency")).trim().toUpperCase(),
      locale: data.get("locale") as ImportLocale,
    });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-6 border-t border-hairline pt-8">
      {again ? <h2 className="font-serif text-2xl">{t("another")}</h2> : null}
      <div className="grid gap-6 md:grid-cols-2">
        <FileField
          name="products"
          label={t("productsFile")}
          hint={t("productsHint")}
          sample={{ href: `/samples/products-${locale}.csv`, text: t("sampleProducts") }}
          accept={tables}
        />
        <FileField
          name="images"
          label={t("picturesFolder")}
          hint={pictures > 0 ? t("picturesChosen", { count: pictures }) : t("picturesHint")}
          accept="image/jpeg,image/png,image/webp,image/avif"
          multiple
          onChange={(event) => setPictures(event.currentTarget.files?.length ?? 0)}
        />
        <FileField
          name="stock"
          label={t("stockFile")}
          hint={t("stockHint")}
          sample={{ href: `/samples/stock-${locale}.csv`, text: t("sampleStock") }}
          accept={tables}
        />
        <div className="grid grid-cols-2 items-start gap-4">
          <TextField
            name="currency"
            label={t("currency")}
            placeholder={currency}
            maxLength={3}
            autoCapitalize="characters"
            spellCheck={false}
            className="uppercase placeholder:normal-case"
          />
          <SelectField name="locale" label={t("locale")} defaultValue="en">
            {importLocales.map((locale) => (
              <option key={locale} value={locale}>
                {t(`locales.${locale}`)}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
      {missing ? <Notice tone="refused">{t("chooseFile")}</Notice> : null}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" busy={busy}>
          {t("check")}
        </Button>
        <p role="status" className="text-sm text-soft tabular">
          {upload ? t("uploading", upload) : ""}
        </p>
      </div>
    </form>
  );
}
