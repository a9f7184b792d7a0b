import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { localise } from "@/server/catalogue/rules";
import type { CategoryRef } from "@/server/catalogue/schema";
import { paths } from "../paths";

/** A category's name and its shelves, in one line that scrolls sideways on phones. */
export function CategoryHead({ path, siblings }: { path: CategoryRef[]; siblings: CategoryRef[] }) {
  const t = useTranslations("catalogue");
  const locale = useLocale();
  const outer = path[0];
  const here = path.at(-1);
  if (!outer || !here) return null;
  const shelves = [{ slug: outer.slug, label: t("shell.all") }].concat(
    siblings.map((s) => ({ slug: s.slug, label: localise(s.name, locale) })),
  );
  return (
    <header className="mb-6 md:mb-8">
      {path.length > 1 ? (
        <p className="text-sm text-soft">
          <Link
            href={paths.category(outer.slug)}
            className="inline-flex min-h-11 items-center hover:text-ink hover:underline"
          >
            {localise(outer.name, locale)}
          </Link>
        </p>
      ) : null}
      <h1 className="font-serif text-[38px] leading-tight tracking-[-0.01em] md:text-[52px]">
        {localise(here.name, locale)}
      </h1>
      {siblings.length > 0 ? (
        <nav
          aria-label={t("list.category")}
          className="-mx-4 mt-3 [scrollbar-width:none] overflow-x-auto px-4 md:mx-0 md:px-0"
        >
          <ul className="flex gap-6 border-b border-hairline whitespace-nowrap">
            {shelves.map(({ slug, label }) => (
              <li key={slug}>
                <Link
                  href={paths.category(slug)}
                  aria-current={slug === here.slug ? "page" : undefined}
                  className={`-mb-px flex min-h-11 items-center border-b ${slug === here.slug ? "border-ink font-medium" : "border-transparent text-soft hover:text-ink"}`}
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </header>
  );
}
