"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { inLocale } from "@/components/sync/card-title";
import { type FavouriteView, useFavourites } from "@/components/sync/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Picture } from "@/components/ui/picture";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/server/platform/money";
import { FavouriteButton } from "./favourite-button";

const grid = "grid grid-cols-2 gap-x-4 gap-y-10 md:grid-cols-3 lg:grid-cols-4 lg:gap-x-6";

/** Everything the shopper pressed a heart on, on whichever device. */
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

function Favourite({ item: { productId, card, pending } }: { item: FavouriteView }) {
  const t = useTranslations("favourites");
  const sync = useTranslations("sync");
  const locale = useLocale();
  const title = card ? inLocale(card.title, locale) : t("unnamed");
  return (
    <li className="relative grid content-start gap-2">
      <Link href={card ? `/p/${card.handle}` : "/favourites"} className="grid gap-2">
        <Picture
          picture={card?.pictures[0] ?? null}
          alt=""
          sizes="(min-width: 1024px) 260px, 45vw"
          className="aspect-4/5"
        />
        <span className="font-serif text-lg leading-snug">{title}</span>
      </Link>
      {card ? <span className="tabular">{formatMoney(card.price, locale)}</span> : null}
      {card?.soldOut ? <span className="text-sm text-ochre">{t("soldOut")}</span> : null}
      {pending ? <span className="text-sm text-ochre">{sync("notSent")}</span> : null}
      <FavouriteButton productId={productId} title={title} className="absolute top-2 right-2 bg-paper/85" />
    </li>
  );
}
