"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Picture } from "@/components/ui/picture";
import type { OfficeProduct } from "@/server/catalogue/office/schema";
import { localise } from "@/server/catalogue/rules";
import { formatMoney } from "@/server/platform/money";

function Row({ product }: { product: OfficeProduct }) {
  const t = useTranslations("import.catalogue");
  const locale = useLocale() as "en" | "ru" | "az";
  const title = localise(product.title, locale);
  const price = product.price ? formatMoney(product.price, locale) : "";
  return (
    <tr className="border-b border-hairline">
      <td className="w-16 py-2 pr-4">
        <Picture
          picture={product.picture}
          alt={product.picture ? "" : t("noPicture")}
          sizes="56px"
          className="aspect-4/5 w-14"
        />
      </td>
      <th scope="row" className="py-2 pr-4 text-left font-normal">
        <Link
          href={`/${locale}/p/${encodeURIComponent(product.handle)}`}
          className="inline-flex min-h-11 items-center font-serif text-lg leading-tight underline-offset-4 hover:underline"
        >
          {title}
        </Link>
        <span className="block text-sm break-all text-soft">{product.handle}</span>
        {product.sharedCodes > 0 ? (
          <span className="block text-sm text-ochre">{t("sharedCodes", { count: product.sharedCodes })}</span>
        ) : null}
      </th>
      <td className="hidden py-2 pr-4 md:table-cell">{product.category ? localise(product.category, locale) : ""}</td>
      <td className="hidden py-2 pr-4 text-right tabular sm:table-cell">{product.variants}</td>
      <td className="py-2 pr-4 text-right whitespace-nowrap tabular">{price}</td>
      <td className="py-2 pr-4 text-right tabular">{product.onHand}</td>
      <td className={`hidden py-2 text-sm sm:table-cell ${product.active ? "text-sage" : "text-ochre"}`}>
        {product.active ? t("active") : t("inactive")}
      </td>
    </tr>
  );
}

function Head() {
  const t = useTranslations("import.catalogue");
  const cell = "py-2 pr-4 font-medium";
  return (
    <thead className="border-b border-ink text-left text-sm">
      <tr>
        <th scope="col" colSpan={2} className={cell}>
          {t("product")}
        </th>
        <th scope="col" className={`${cell} hidden md:table-cell`}>
          {t("category")}
        </th>
        <th scope="col" className={`${cell} hidden text-right sm:table-cell`}>
          {t("variants")}
        </th>
        <th scope="col" className={`${cell} text-right`}>
          {t("price")}
        </th>
        <th scope="col" className={`${cell} text-right`}>
          {t("onHand")}
        </th>
        <th scope="col" className="hidden py-2 font-medium sm:table-cell">
          {t("state")}
        </th>
      </tr>
    </thead>
  );
}

/** The office's list of products with a search, and the way to the import. */
export function OfficeCataloguePage() {
  const t = useTranslations("import.catalogue");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [typed, setTyped] = useState("");
  const query = useDeferredValue(typed.trim());
  const list = useInfiniteQuery(
    trpc.catalogue.office.listProducts.infiniteQueryOptions(
      { query },
      {
        initialCursor: 0,
        getNextPageParam: (page) => page.nextOffset ?? undefined,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const products = list.data?.pages.flatMap((p) => p.products) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const none = list.isSuccess && products.length === 0;
  return (
    <main id="main" className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-10 md:px-14">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="font-serif text-4xl">{t("title")}</h1>
          <p role="status" className="mt-1 text-soft tabular">
            {list.isSuccess ? t("count", { count: total }) : "\u00a0"}
          </p>
        </div>
        <Link href="/office/import" className={buttonClass()}>
          {t("import")}
        </Link>
      </header>
      <TextField
        type="search"
        label={t("search")}
        value={typed}
        maxLength={100}
        onChange={(e) => setTyped(e.target.value)}
      />
      {list.isError ? <Notice tone="error">{errorText(list.error)}</Notice> : null}
      {none && query !== "" ? <p className="text-soft">{t("nothingFound", { query })}</p> : null}
      {none && query === "" ? (
        <Empty
          title={t("empty")}
          text={t("emptyText")}
          action={
            <Link href="/office/import" className={buttonClass()}>
              {t("import")}
            </Link>
          }
        />
      ) : null}
      {products.length > 0 ? (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse">
            <Head />
            <tbody>
              {products.map((product) => (
                <Row key={product.productId} product={product} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {list.hasNextPage ? (
        <Button
          variant="outline"
          busy={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
          className="justify-self-center"
        >
          {t("more")}
        </Button>
      ) : null}
    </main>
  );
}
