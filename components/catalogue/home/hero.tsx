import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Picture } from "@/components/ui/picture";
import { localise } from "@/server/catalogue/rules";
import type { CategoryNode, ProductCard } from "@/server/catalogue/schema";
import { paths } from "../paths";

function HeroItem({
  card,
  number,
  className,
  sizes,
}: {
  card: ProductCard;
  number: number;
  className: string;
  sizes: string;
}) {
  const locale = useLocale();
  const name = localise(card.title, locale);
  return (
    <Link href={paths.product(card.handle)} className={`group relative block min-w-0 ${className}`}>
      <Picture
        picture={card.pictures[0] ?? null}
        alt={name}
        sizes={sizes}
        eager={number === 1}
        className="aspect-4/5"
      />
      <span className="mt-2 flex items-baseline gap-2 text-sm">
        <span className="text-thread tabular">{number}</span>
        <span className="truncate group-hover:underline">{name}</span>
      </span>
    </Link>
  );
}

/** The hero of the home page: the shop's claim and three products. */
export function Hero({ pieces, categories }: { pieces: ProductCard[]; categories: CategoryNode[] }) {
  const t = useTranslations("catalogue.home");
  const locale = useLocale();
  const [first, second, third] = pieces;
  return (
    <section className="mx-auto grid max-w-[1440px] items-end gap-x-10 gap-y-8 px-5 pt-8 md:px-8 md:pt-14 lg:grid-cols-[5fr_7fr] lg:px-14">
      <div className="lg:pb-16">
        <p className="text-sm text-soft">{t("eyebrow")}</p>
        <h1 className="mt-4 font-serif text-[44px] leading-[1.04] tracking-[-0.02em] text-balance md:text-[72px] xl:text-[88px]">
          {t("headline")}
        </h1>
        <p className="mt-6 max-w-[40ch] text-lg text-pretty text-soft">{t("lead")}</p>
        <p className="mt-8 flex flex-wrap gap-3">
          {categories.slice(0, 2).map((category, i) => (
            <Link
              key={category.slug}
              href={paths.category(category.slug)}
              className={buttonClass({ variant: i === 0 ? "primary" : "outline" })}
            >
              {localise(category.name, locale)}
            </Link>
          ))}
        </p>
      </div>
      <div className="grid grid-cols-[9fr_4fr] items-end gap-3 md:gap-5">
        {first ? (
          <HeroItem card={first} number={1} className="row-span-2" sizes="(min-width: 1024px) 500px, 62vw" />
        ) : null}
        {second ? <HeroItem card={second} number={2} className="" sizes="(min-width: 1024px) 280px, 34vw" /> : null}
        {third ? <HeroItem card={third} number={3} className="" sizes="(min-width: 1024px) 280px, 34vw" /> : null}
      </div>
    </section>
  );
}
