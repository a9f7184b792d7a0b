import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { Picture } from "@/components/ui/picture";
import { localise } from "@/server/catalogue/rules";
import type { CategoryNode, ProductCard } from "@/server/catalogue/schema";
import { paths } from "../paths";

/** The departments, each with a picture and links to its categories. */
export function Departments({ categories }: { categories: { node: CategoryNode; card: ProductCard | null }[] }) {
  const t = useTranslations("catalogue.home");
  const locale = useLocale();
  return (
    <section aria-labelledby="departments" className="mx-auto mt-20 max-w-[1440px] px-5 md:mt-28 md:px-8 lg:px-14">
      <h2 id="departments" className="sr-only">
        {t("departments")}
      </h2>
      <ul className="grid gap-x-6 gap-y-10 md:grid-cols-3">
        {categories.map(({ node, card }) => (
          <li key={node.slug} className="grid grid-cols-[2fr_3fr] items-start gap-5 md:block">
            <Link href={paths.category(node.slug)} tabIndex={-1} aria-hidden="true">
              <Picture
                picture={card?.pictures[0] ?? null}
                alt=""
                sizes="(min-width: 768px) 31vw, 38vw"
                className="aspect-4/5"
              />
            </Link>
            <div>
              <h3 className="font-serif text-2xl md:mt-5 md:text-[32px]">
                <Link
                  href={paths.category(node.slug)}
                  className="hover:underline hover:decoration-1 hover:underline-offset-4"
                >
                  {localise(node.name, locale)}
                </Link>
              </h3>
              <ul className="mt-2 flex flex-wrap gap-x-5">
                {node.children.map((child) => (
                  <li key={child.slug}>
                    <Link
                      href={paths.category(child.slug)}
                      className="flex min-h-11 items-center text-soft hover:text-ink hover:underline"
                    >
                      {localise(child.name, locale)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
