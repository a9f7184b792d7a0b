"use client";
import { useLocale, useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Link } from "@/components/i18n/navigation";
import { inLocale, optionsOf, variantTitle } from "@/components/sync/react/card-title";
import { type CartLineView, useMutate, useOfflineRequests } from "@/components/sync/react/hooks";
import { Picture } from "@/components/ui/picture";
import { Stepper } from "@/components/ui/stepper";
import { useToast } from "@/components/ui/toast";
import { formatMoney } from "@/server/platform/money";
import { FulfilmentChoice } from "./fulfilment-choice";

type CartLineProps = {
  line: CartLineView;
  /** Why the line cannot be bought, as a sentence. */
  problem?: string | undefined;
};

/**
 * One line of a cart: item, quantity, price and fulfilment. Changes show at once and are sent by the outbox. `scope`
 * is another shopper's, on a store's tablet.
 */
export function CartLine({ line, scope, problem }: CartLineProps & { scope?: string }) {
  const t = useTranslations("cart");
  const locale = useLocale();
  const { card, price, quantity } = line;
  const title = card ? variantTitle(card, locale) : t("unnamed");
  return (
    <li className="grid grid-cols-[76px_1fr] gap-4 border-b border-hairline py-5">
      {card ? (
        <Link href={paths.product(card.handle)} tabIndex={-1} aria-hidden="true" className="block">
          <Picture picture={card.picture} alt="" sizes="76px" className="aspect-4/5" />
        </Link>
      ) : (
        <span className="aspect-4/5 bg-wash" />
      )}
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
        <div className="flex items-baseline justify-between gap-4">
          {card ? (
            <Link
              href={paths.product(card.handle)}
              className="relative font-serif text-lg leading-snug underline-offset-4 after:absolute after:inset-x-0 after:-inset-y-2.5 hover:underline"
            >
              {inLocale(card.title, locale)}
            </Link>
          ) : (
            <span className="font-serif text-lg">{t("unnamed")}</span>
          )}
          <span className="font-medium whitespace-nowrap tabular">
            {price ? formatMoney({ ...price, minor: price.minor * quantity }, locale) : "—"}
          </span>
        </div>
        {card ? <p className="text-sm text-soft">{optionsOf(card, locale)}</p> : null}
        <FulfilmentChoice line={line} title={title} {...(scope ? { scope } : {})} />
        <LineNotes line={line} problem={problem} />
        <LineControls line={line} title={title} scope={scope} />
      </div>
    </li>
  );
}

function LineNotes({ line: { lineKey, card, pending, price, priceSeenMinor }, problem }: CartLineProps) {
  const t = useTranslations("cart");
  const sync = useTranslations("sync");
  const tRequests = useTranslations("offline-requests");
  const { requests } = useOfflineRequests();
  const isRequested = requests.some(
    (w) => w.name === "request.pickup" && !w.refused && w.args.lines.some((l) => l.lineKey === lineKey),
  );
  const locale = useLocale();
  const changed = card && price && priceSeenMinor !== null && priceSeenMinor !== price.minor;
  return (
    <>
      {card?.active === false ? <p className="text-sm text-thread">{t("gone")}</p> : null}
      {problem && card?.active !== false ? <p className="text-sm text-thread">{problem}</p> : null}
      {changed ? (
        <p className="text-sm text-ochre">
          {t("priceChanged", { price: formatMoney({ ...price, minor: priceSeenMinor }, locale) })}
        </p>
      ) : null}
      {pending ? <p className="text-sm text-ochre">{sync("notSent")}</p> : null}
      {isRequested ? <p className="text-sm text-ochre">{tRequests("inRequest")}</p> : null}
    </>
  );
}

type LineControlsProps = { line: CartLineView; title: string; scope: string | undefined };

function LineControls({ line, title, scope }: LineControlsProps) {
  const t = useTranslations("cart");
  const mutate = useMutate();
  const toast = useToast();
  const { lineKey, variantId, fulfilment, quantity } = line;
  const remove = () => {
    void mutate([{ name: "cart.remove", args: { lineKey, seenQuantity: quantity } }], scope);
    toast({
      text: t("removed", { title }),
      action: {
        label: t("undo"),
        altText: t("undoHow"),
        run: () => void mutate([{ name: "cart.add", args: { variantId, fulfilment, quantity } }], scope),
      },
    });
  };
  return (
    <div className="mt-1 flex items-center justify-between gap-4">
      <Stepper
        value={quantity}
        labels={{
          group: t("quantity", { title }),
          decrease: t("less", { title }),
          increase: t("more", { title }),
        }}
        onDecrease={() => void mutate([{ name: "cart.dec", args: { lineKey, quantity: 1 } }], scope)}
        onIncrease={() => void mutate([{ name: "cart.add", args: { variantId, fulfilment, quantity: 1 } }], scope)}
        onSet={(value) => void mutate([{ name: "cart.set", args: { lineKey, quantity: value } }], scope)}
      />
      <button
        type="button"
        aria-label={t("removeOf", { title })}
        onClick={remove}
        className="min-h-11 px-1 text-sm text-soft underline-offset-4 hover:text-ink hover:underline"
      >
        {t("remove")}
      </button>
    </div>
  );
}
