"use client";
import { useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link, usePathname } from "@/components/i18n/navigation";
import { Icon, type IconName } from "@/components/ui/icon";

const places: { key: "home" | "search" | "fittings" | "stores" | "account"; href: string; icon: IconName }[] = [
  { key: "home", href: paths.home, icon: "home" },
  { key: "search", href: paths.search, icon: "search" },
  { key: "fittings", href: paths.fittings, icon: "hanger" },
  { key: "stores", href: paths.stores, icon: "pin" },
  { key: "account", href: paths.account, icon: "person" },
];

/** The bottom bar on phones. */
export function BottomBar() {
  const t = useTranslations("catalogue.shell");
  const here = usePathname();
  // Cart and checkout show their total there.
  if (here === paths.bag || here === "/checkout") return null;
  return (
    <nav
      aria-label={t("tools")}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-hairline bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid grid-cols-5">
        {places.map(({ key, href, icon }) => (
          <li key={key}>
            <Link
              href={href}
              aria-current={here === href ? "page" : undefined}
              className={`relative grid h-14 place-items-center content-center gap-0.5 text-[11px] leading-none ${here === href ? "font-semibold text-ink" : "text-soft"}`}
            >
              <Icon name={icon} />
              {t(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
