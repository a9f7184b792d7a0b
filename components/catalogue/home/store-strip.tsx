import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { paths } from "../paths";

/** Where the clothes can be tried on. */
export function StoreStrip({ stores }: { stores: { id: string; name: string; city: string; address: string }[] }) {
  const t = useTranslations("catalogue.home");
  if (stores.length === 0) return null;
  return (
    <section
      aria-labelledby="try-on"
      className="mx-auto mt-20 grid max-w-[1440px] gap-x-16 gap-y-8 px-5 md:mt-28 md:px-8 lg:grid-cols-[5fr_7fr] lg:px-14"
    >
      <div>
        <h2 id="try-on" className="font-serif text-[34px] leading-[1.1] text-balance md:text-[44px]">
          {t("storesTitle")}
        </h2>
        <p className="mt-4 max-w-[40ch] text-pretty text-soft">{t("storesText")}</p>
        <p className="mt-7 flex flex-wrap gap-3">
          <Link href={paths.fittings} className={buttonClass()}>
            {t("book")}
          </Link>
          <Link href={paths.stores} className={buttonClass({ variant: "outline" })}>
            {t("storesAll")}
          </Link>
        </p>
      </div>
      <ul className="border-t border-hairline">
        {stores.slice(0, 6).map((store) => (
          <li
            key={store.id}
            className="grid grid-cols-[1fr_2fr] gap-4 border-b border-hairline py-4 md:grid-cols-[1fr_1.2fr_2fr]"
          >
            <span className="text-soft">{store.city}</span>
            <span className="font-serif text-lg leading-tight">{store.name}</span>
            <span className="text-soft max-md:col-start-2">{store.address}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
