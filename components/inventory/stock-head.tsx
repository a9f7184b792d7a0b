"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** The sections of stock with their paths. */
const parts = [
  { part: "movements", href: "/office/stock" },
  { part: "transfers", href: "/office/stock/transfers" },
  { part: "counts", href: "/office/stock/counts" },
] as const;

/** The head of each stock page: title, actions, and links to the other sections. */
export function StockHead({ title, text, action }: { title: ReactNode; text: ReactNode; action?: ReactNode }) {
  const t = useTranslations("stock.nav");
  const path = usePathname();
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-serif text-4xl">{title}</h1>
        {action}
      </header>
      <nav aria-label={t("label")} className="flex flex-wrap gap-x-6 border-b border-hairline">
        {parts.map(({ part, href }) => (
          <Link
            key={part}
            href={href}
            aria-current={path === href ? "page" : undefined}
            className="grid min-h-11 place-items-center border-b-2 border-transparent hover:border-field aria-[current=page]:border-ink aria-[current=page]:font-medium"
          >
            {t(part)}
          </Link>
        ))}
      </nav>
      <p className="max-w-2xl text-pretty text-soft">{text}</p>
    </>
  );
}

/** The frame of every page of stock. */
export const StockFrame = ({ children }: { children: ReactNode }) => (
  <main id="main" className="mx-auto grid w-full max-w-6xl content-start gap-6 px-5 py-10 md:px-14">
    {children}
  </main>
);
