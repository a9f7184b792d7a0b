"use client";
import { useLocale, useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link, usePathname } from "@/components/i18n/navigation";
import { localise } from "@/server/catalogue/rules";
import type { CategoryNode } from "@/server/catalogue/schema";

const shown = 4;

/** From what width a link has its place: the first two always, the last two from `lg`, those between from `xl`. */
const getVisibilityClass = (at: number, of: number): string =>
  at < 2 ? "" : at < of - 2 ? "max-xl:hidden" : "max-lg:hidden";

/** Departments, what is new, and the stores; the page one is on is marked. */
export function TopLinks({ categories }: { categories: CategoryNode[] }) {
  const t = useTranslations("catalogue.shell");
  const locale = useLocale();
  const here = usePathname();
  const links = [
    ...categories.slice(0, shown).map((c) => ({ href: paths.category(c.slug), name: localise(c.name, locale) })),
    { href: paths.newIn, name: t("new") },
    { href: paths.stores, name: t("stores") },
  ];
  return (
    <nav aria-label={t("main")} className="hidden items-center gap-5 min-[1440px]:gap-8 md:flex">
      {links.map(({ href, name }, i) => {
        const current = here === href || here.startsWith(`${href}-`);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={`flex min-h-11 items-center whitespace-nowrap decoration-1 underline-offset-[6px] hover:underline ${current ? "underline" : ""} ${getVisibilityClass(i, links.length)}`}
          >
            {name}
          </Link>
        );
      })}
    </nav>
  );
}
