import { useLocale, useTranslations } from "next-intl";
import { FavouriteButton } from "@/components/catalogue/favourite-button";
import { Link } from "@/components/i18n/navigation";
import { Picture } from "@/components/ui/picture";
import { Price } from "@/components/ui/price";
import { localise } from "@/server/catalogue/rules";
import type { ProductCard as Card, ColourView } from "@/server/catalogue/schema";
import { paths } from "./paths";

const dotsShown = 5;

function Dots({ colours }: { colours: ColourView[] }) {
  const t = useTranslations("catalogue.card");
  if (colours.length < 2) return null;
  return (
    <span className="flex items-center gap-1.5">
      <span className="sr-only">{t("colours", { count: colours.length })}</span>
      {colours.slice(0, dotsShown).map((colour) => (
        <span
          key={colour.key}
          aria-hidden="true"
          style={{ backgroundColor: colour.hex ?? undefined }}
          className="size-2.5 rounded-full ring-1 ring-field/70"
        />
      ))}
      {colours.length > dotsShown ? (
        <span aria-hidden="true" className="text-[12px] text-soft">
          +{colours.length - dotsShown}
        </span>
      ) : null}
    </span>
  );
}

/** A product in a grid: picture, name, price and colours; the whole card leads to the product. */
export function ProductCard({ card, sizes, eager = false }: { card: Card; sizes: string; eager?: boolean }) {
  const t = useTranslations("catalogue.card");
  const locale = useLocale();
  const name = localise(card.title, locale);
  const [front, second] = card.pictures;
  const flag = card.soldOut ? t("soldOut") : card.isNew ? t("new") : null;
  return (
    <article className="group relative">
      <div className="relative overflow-hidden bg-wash">
        <Picture picture={front ?? null} alt="" sizes={sizes} eager={eager} className="aspect-4/5" />
        {second ? (
          <span
            aria-hidden="true"
            className="absolute inset-0 hidden opacity-0 transition-opacity duration-200 group-hover:opacity-100 [@media(hover:hover)]:block"
          >
            <Picture picture={second} alt="" sizes={sizes} className="aspect-4/5" />
          </span>
        ) : null}
        {flag ? <span className="absolute top-2.5 left-2.5 bg-paper px-2 py-0.5 text-[12px]">{flag}</span> : null}
      </div>
      <div className="pt-3">
        <h3 className="font-serif text-[17px] leading-snug text-pretty">
          <Link
            href={paths.product(card.handle)}
            className="outline-offset-4 after:absolute after:inset-0 hover:underline hover:decoration-1 hover:underline-offset-4"
          >
            {name}
          </Link>
        </h3>
        <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <Price
            price={card.price}
            compareAt={card.compareAt}
            locale={locale}
            from={card.priceVaries}
            labels={{ now: t("now"), was: t("was"), from: (price) => t("from", { price }) }}
          />
          <Dots colours={card.colours} />
        </div>
      </div>
      <FavouriteButton
        productId={card.productId}
        title={name}
        className="absolute top-0.5 right-0.5 z-10 text-ink-fixed! aria-pressed:text-thread-fixed!"
      />
    </article>
  );
}
