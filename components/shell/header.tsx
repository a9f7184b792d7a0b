import { useTranslations } from "next-intl";
import { CartButton } from "@/components/cart/cart-button";
import { paths } from "@/components/catalogue/paths";
import { Link } from "@/components/i18n/navigation";
import { FavouritesLink } from "@/components/shell/favourites-link";
import { StatusStrip } from "@/components/sync/react/status-strip";
import { Icon } from "@/components/ui/icon";
import type { CategoryNode } from "@/server/catalogue/schema";
import { LanguageSwitch } from "./language-switch";
import { MenuSheet } from "./menu-sheet";
import { SearchBox } from "./search-box";
import { TopLinks } from "./top-links";

/** The shop's header: name, departments, search, language and the shopper's links. */
export function Header({ categories }: { categories: CategoryNode[] }) {
  const t = useTranslations("catalogue.shell");
  return (
    <header className="sticky top-0 z-30 border-b border-hairline bg-ecru">
      <div className="mx-auto flex h-14 max-w-[1440px] items-center gap-2 px-2 pb-1.5 min-[1440px]:gap-7 min-[1440px]:px-14 md:h-[76px] md:gap-5 md:px-8 md:pb-0">
        <MenuSheet categories={categories} />
        <Link
          href={paths.home}
          aria-label={t("wordmark")}
          className="grid min-h-11 place-items-center px-1 font-serif text-[22px] leading-none tracking-[-0.01em] md:px-0 md:text-[26px]"
        >
          Selvedge
        </Link>
        <TopLinks categories={categories} />
        <div className="ml-auto flex items-center gap-1 min-[1440px]:gap-7 md:gap-5">
          <SearchBox className="hidden w-[clamp(160px,18vw,260px)] md:block" />
          <LanguageSwitch className="hidden xl:flex" />
          <Link
            href={paths.fittings}
            className="hidden min-h-11 items-center whitespace-nowrap hover:underline xl:flex"
          >
            {t("fittings")}
          </Link>
          <div className="flex items-center md:gap-1">
            <Link
              href={paths.account}
              aria-label={t("account")}
              className="hidden size-12 place-items-center rounded hover:bg-wash md:grid"
            >
              <Icon name="person" />
            </Link>
            <FavouritesLink />
            <CartButton />
          </div>
        </div>
      </div>
      <StatusStrip className="inset-x-0" />
    </header>
  );
}
