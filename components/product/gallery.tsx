"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Picture } from "@/components/ui/picture";
import { localise, selectPictures } from "@/server/catalogue/rules";
import type { ProductView } from "@/server/catalogue/schema";

const thumb = "relative block w-full outline-offset-2";

/** Pictures of the chosen colour: a strip to swipe on phones, with thumbs beside it on wide screens; below them the other colours. */
export function Gallery({
  product,
  colourKey,
  onColour,
}: {
  product: ProductView;
  colourKey: string | null;
  onColour: (key: string) => void;
}) {
  const t = useTranslations("catalogue.product");
  const locale = useLocale();
  const strip = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const pictures = selectPictures(product, colourKey);
  const others = product.colours.filter((c) => c.key !== colourKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour starts at its first picture
  useEffect(() => {
    strip.current?.scrollTo({ left: 0, behavior: "instant" });
    setAt(0);
  }, [colourKey]);
  const show = (i: number) => {
    const to = strip.current?.children[i] as HTMLElement | undefined;
    strip.current?.scrollTo({ left: to?.offsetLeft ?? 0, behavior: "instant" });
    setAt(i);
  };
  return (
    <section aria-label={t("pictures")} className="md:grid md:grid-cols-[76px_1fr] md:gap-3.5">
      <ul className="hidden content-start gap-3 md:grid">
        {pictures.map((picture, i) => (
          <li key={picture.src}>
            <button
              type="button"
              aria-label={t("picture", { number: i + 1, count: pictures.length })}
              aria-current={i === at ? "true" : undefined}
              onClick={() => show(i)}
              className={`${thumb} ${i === at ? "outline-2 outline-ink" : "hover:opacity-85"}`}
            >
              <Picture picture={picture} alt="" sizes="76px" className="aspect-4/5" />
            </button>
          </li>
        ))}
        {others.map((colour) => {
          const [front] = product.pictures.filter((p) => p.colourKey === colour.key);
          return front ? (
            <li key={colour.key}>
              <button
                type="button"
                aria-label={t("seeColour", { colour: localise(colour.name, locale) })}
                onClick={() => onColour(colour.key)}
                className={`${thumb} hover:opacity-85`}
              >
                <Picture picture={front} alt="" sizes="76px" className="aspect-4/5" />
              </button>
            </li>
          ) : null;
        })}
      </ul>
      <div className="relative max-md:-mx-4">
        <ul
          ref={strip}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a strip that scrolls must be scrollable by keyboard too
          tabIndex={0}
          aria-label={localise(product.title, locale)}
          onScroll={({ currentTarget: s }) => setAt(Math.round(s.scrollLeft / Math.max(1, s.clientWidth)))}
          className="flex snap-x snap-mandatory [scrollbar-width:none] overflow-x-auto bg-wash"
        >
          {(pictures.length > 0 ? pictures : [null]).map((picture, i) => (
            <li key={picture?.src ?? "none"} className="w-full shrink-0 snap-start">
              <Picture
                picture={picture}
                alt={localise(picture?.alt ?? product.title, locale)}
                sizes="(min-width: 1280px) 620px, (min-width: 768px) 50vw, 100vw"
                eager={i === 0}
                className="aspect-4/5"
              />
            </li>
          ))}
        </ul>
        {pictures.length > 1 ? (
          <p aria-hidden="true" className="absolute inset-x-0 bottom-3 flex justify-center gap-2 md:hidden">
            {pictures.map((picture, i) => (
              <span
                key={picture.src}
                className={`size-1.5 rounded-full ${i === at ? "bg-ink-fixed" : "bg-ink-fixed/30"}`}
              />
            ))}
          </p>
        ) : null}
      </div>
    </section>
  );
}
