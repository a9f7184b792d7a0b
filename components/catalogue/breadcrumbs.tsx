import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { localise } from "@/server/catalogue/rules";
import type { CategoryRef } from "@/server/catalogue/schema";
import { paths } from "./paths";

/** The breadcrumbs from the top category down. */
export function Breadcrumbs({ path, last = false }: { path: CategoryRef[]; last?: boolean }) {
  const t = useTranslations("catalogue.list");
  const locale = useLocale();
  const shown = last ? path : path.slice(0, -1);
  if (shown.length === 0) return null;
  return (
    <nav aria-label={t("category")}>
      <ol className="flex flex-wrap text-sm text-soft">
        {shown.map((category, i) => (
          <li key={category.slug} className="flex items-center">
            {i > 0 ? <span className="px-1.5">·</span> : null}
            <Link
              href={paths.category(category.slug)}
              className="flex min-h-11 items-center hover:text-ink hover:underline"
            >
              {localise(category.name, locale)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
