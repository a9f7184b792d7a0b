"use client";
import { useLocale, useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link } from "@/components/i18n/navigation";
import { Icon } from "@/components/ui/icon";
import { Sheet, SheetClose } from "@/components/ui/sheet";
import { localise } from "@/server/catalogue/rules";
import type { CategoryNode } from "@/server/catalogue/schema";
import { LanguageSwitch } from "./language-switch";

/** The whole shop as a list, on phones; without JavaScript the button is a link to what is new. */
export function MenuSheet({ categories }: { categories: CategoryNode[] }) {
  const t = useTranslations("catalogue.shell");
  const locale = useLocale();
  const plain = [
    { href: paths.newIn, name: t("new") },
    { href: paths.stores, name: t("stores") },
    { href: paths.fittings, name: t("fittings") },
    { href: paths.orders, name: t("account") },
  ];
  return (
    <Sheet
      title={t("shop")}
      closeLabel={t("close")}
      side="left"
      trigger={
        <button type="button" aria-label={t("menu")} className="grid size-12 place-items-center md:hidden">
          <Icon name="menu" />
        </button>
      }
      footer={<LanguageSwitch long className="flex justify-between" />}
    >
      <nav aria-label={t("shop")} className="grid gap-6">
        {categories.map((category) => (
          <div key={category.slug}>
            <SheetClose>
              <Link href={paths.category(category.slug)} className="flex min-h-11 items-center font-serif text-2xl">
                {localise(category.name, locale)}
              </Link>
            </SheetClose>
            <ul className="grid grid-cols-2 gap-x-4">
              {category.children.map((child) => (
                <li key={child.slug}>
                  <SheetClose>
                    <Link href={paths.category(child.slug)} className="flex min-h-11 items-center text-soft">
                      {localise(child.name, locale)}
                    </Link>
                  </SheetClose>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <ul className="border-t border-hairline pt-3">
          {plain.map(({ href, name }) => (
            <li key={href}>
              <SheetClose>
                <Link href={href} className="flex min-h-12 items-center text-lg">
                  {name}
                </Link>
              </SheetClose>
            </li>
          ))}
        </ul>
      </nav>
    </Sheet>
  );
}
