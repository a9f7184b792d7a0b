import { useLocale, useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link } from "@/components/i18n/navigation";
import { localise } from "@/server/catalogue/rules";
import type { CategoryNode } from "@/server/catalogue/schema";
import { LanguageSwitch } from "./language-switch";

function Column({ title, links }: { title: string; links: { href: string; name: string }[] }) {
  return (
    <div>
      <h2 className="mb-2 text-sm font-medium">{title}</h2>
      <ul>
        {links.map(({ href, name }) => (
          <li key={href}>
            <Link href={href} className="flex min-h-11 items-center text-soft hover:text-ink hover:underline">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The shop's footer. */
export function Footer({ categories }: { categories: CategoryNode[] }) {
  const t = useTranslations("catalogue.footer");
  const s = useTranslations("catalogue.shell");
  const locale = useLocale();
  return (
    <footer className="mt-24 border-t border-hairline bg-paper max-md:pb-[calc(3.5rem+env(safe-area-inset-bottom))]">
      <div className="mx-auto grid max-w-[1440px] grid-cols-2 gap-x-6 gap-y-10 px-5 py-14 md:grid-cols-[1.6fr_1fr_1fr_1fr] md:px-8 lg:px-14">
        <div className="max-md:col-span-2">
          <p className="font-serif text-2xl">Selvedge</p>
          <p className="mt-3 max-w-[34ch] text-pretty text-soft">{t("about")}</p>
        </div>
        <Column
          title={t("shop")}
          links={[
            ...categories.slice(0, 5).map((c) => ({ href: paths.category(c.slug), name: localise(c.name, locale) })),
            { href: paths.newIn, name: s("new") },
          ]}
        />
        <Column
          title={t("help")}
          links={[
            { href: paths.orders, name: t("orders") },
            { href: paths.fittings, name: s("fittings") },
            { href: paths.account, name: s("account") },
          ]}
        />
        <Column
          title={t("house")}
          links={[
            { href: paths.stores, name: s("stores") },
            { href: paths.favourites, name: s("favourites") },
          ]}
        />
      </div>
      <div className="mx-auto flex max-w-[1440px] flex-wrap items-center justify-between gap-4 border-t border-hairline px-5 py-3 text-sm text-soft md:px-8 lg:px-14">
        <p>{t("colophon")}</p>
        <LanguageSwitch className="flex" />
      </div>
    </footer>
  );
}
