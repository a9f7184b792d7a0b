"use client";
import { useTranslations } from "next-intl";
import { ProductCard } from "@/components/catalogue/product-card";
import { Link } from "@/components/i18n/navigation";
import { type FavouriteView, useFavourites } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";

const grid = "grid grid-cols-2 gap-x-4 gap-y-10 md:grid-cols-3 lg:grid-cols-4 lg:gap-x-6";

/** The shopper's favourites of all devices. */
export function FavouritesPage() {
  const t = useTranslations("favourites");
  const { ready, items } = useFavourites();
  return (
    <main id="main" className="mx-auto w-full max-w-6xl px-5 py-8 md:px-14">
      <header className="mb-8 flex items-baseline justify-between gap-4">
        <h1 className="font-serif text-4xl">{t("title")}</h1>
        {items.length > 0 ? <p className="text-soft tabular">{t("count", { count: items.length })}</p> : null}
      </header>
      {!ready ? (
        <div role="status" className={grid}>
          <span className="sr-only">{t("loading")}</span>
          {[1, 2, 3].map((place) => (
            <Skeleton key={place} className="aspect-4/5" />
          ))}
        </div>
      ) : items.length === 0 ? (
        <Empty
          title={t("emptyTitle")}
          text={t("emptyText")}
          action={
            <Link href="/" className={buttonClass({ variant: "outline" })}>
              {t("emptyAction")}
            </Link>
          }
        />
      ) : (
        <ul className={grid}>
          {items.map((item) => (
            <Favourite key={item.productId} item={item} />
          ))}
        </ul>
      )}
    </main>
  );
}

function Favourite({ item: { card, pending } }: { item: FavouriteView }) {
  const sync = useTranslations("sync");
  if (!card) {
    return (
      <li>
        <Skeleton className="aspect-4/5" />
      </li>
    );
  }
  return (
    <li>
      <ProductCard card={card} sizes="(min-width: 1024px) 260px, 45vw" />
      {pending ? <p className="text-sm text-ochre">{sync("notSent")}</p> : null}
    </li>
  );
}
