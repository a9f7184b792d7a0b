"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useToast } from "@/components/ui/toast";
import type { OrderRow } from "@/server/orders/schema";
import { isWish } from "@/server/operations/rules";
import type { Notice, RemoteChange } from "../engine/local-store";
import { inLocale, variantTitle } from "./card-title";
import { type NewsItem, newsOf } from "../engine/remote-changes";
import { useSession, useSyncStore } from "./provider";

/** How long a sentence waits for the name of an article that this device has not seen yet. */
const nameWaitMs = 1_500;

/** Names articles as soon as this device knows them; rejects never, says nothing in particular instead. */
function useNames() {
  const { cards } = useSyncStore();
  const locale = useLocale();
  const known = (item: { variantId?: string; productId?: string }): string | null => {
    const variant = item.variantId ? cards.get("variants", item.variantId) : undefined;
    const product = item.productId ? cards.get("products", item.productId) : undefined;
    return variant ? variantTitle(variant, locale) : product ? inLocale(product.title, locale) : null;
  };
  return (item: { variantId?: string; productId?: string }): Promise<string | null> =>
    new Promise((resolve) => {
      if (item.variantId) cards.want("variants", [item.variantId]);
      if (item.productId) cards.want("products", [item.productId]);
      const done = (name: string | null) => {
        stop();
        clearTimeout(timer);
        resolve(name);
      };
      const timer = setTimeout(() => done(null), nameWaitMs);
      const look = () => {
        const name = known(item);
        if (name) done(name);
      };
      const stop = cards.subscribe(look);
      look();
    });
}

/** Tells, once, what came from other devices and what the server made of this one's operations. */
export function useNews(): void {
  const t = useTranslations("sync");
  const orders = useTranslations("orders");
  const purchases = useTranslations("purchases");
  const { news } = useSession();
  const { session } = useSyncStore();
  const nameOf = useNames();
  const errorText = useErrorText();
  const toast = useToast();

  /** The order that a pick-up is a part of. */
  function orderOf(pickupId: string): OrderRow | undefined {
    const all = [...session.getState().screen.values()].flatMap((at) => at.entities.get("order") ?? []) as OrderRow[];
    return all.find((o) => o.fulfilments.some((f) => f.id === pickupId));
  }

  async function sentence(item: NewsItem): Promise<string> {
    if (item.pickup) {
      const { id, number, status } = item.pickup;
      const order = orderOf(id);
      const name = order
        ? purchases("number", { number: String(order.number) })
        : orders("number", { number: String(number) });
      return `${name}: ${orders(`status.${status}`)}`;
    }
    if (item.order) {
      const { number, status } = item.order;
      return `${purchases("number", { number: String(number) })}: ${purchases(`status.${status}`)}`;
    }
    if (item.what === "order") return t("what.other");
    if (item.what === "pickup" || item.what === "fitting" || item.what === "other") return t(`what.${item.what}`);
    const title = await nameOf(item);
    if (title) return t(`what.${item.what}`, { title, quantity: item.quantity ?? 0 });
    return item.productId ? t("what.favourites") : t("what.bag");
  }

  async function tellRemote(remote: RemoteChange[]): Promise<void> {
    // What left the bag for a reservation is not news to the one who reserved.
    const reserved = remote.some((change) => change.entity === "pickup" && change.by.device);
    const collected = remote.some((change) => change.entity === "pickup");
    const told = remote.filter(
      ({ entity }) => !(reserved && entity === "cart_line") && !(collected && entity === "order"),
    );
    const items = told.flatMap((change) => {
      const item = newsOf(change);
      return item ? [{ item, by: change.by }] : [];
    });
    const last = items.at(-1);
    if (!last) return;
    const what = await sentence(last.item);
    // On a tablet the other side is the client, and taking back the client's own change is not the store's to offer.
    const onTablet = session.surface === "store";
    const device = onTablet ? "client" : (last.by.device ?? "laptop");
    const from = last.by.staff ? t("from.staff", { name: last.by.staff }) : t(`from.${device}`);
    const undo = onTablet ? undefined : last.item.undo;
    toast({
      tone: "remote",
      text: `${from} · ${items.length > 1 ? t("andMore", { what, count: items.length - 1 }) : what}`,
      ...(undo && items.length === 1
        ? { action: { label: t("undo"), altText: t("undoHow"), run: () => void session.mutate([undo]) } }
        : {}),
    });
  }

  async function tellNotice({ kind, op, reason }: Notice): Promise<void> {
    // What became of a wish is told where wishes are shown.
    if (isWish(op)) return;
    const { args } = op;
    const line = "lineKey" in args ? { variantId: args.lineKey.slice(0, 36) } : {};
    const title = (await nameOf({ ...line, ...args })) ?? t("thing");
    const text =
      kind === "adjusted"
        ? t("adjusted", { title })
        : t("rejected", { title, reason: errorText({ data: { appCode: reason ?? "INTERNAL" } }) });
    toast({ tone: "refused", text });
  }

  const tell = useEffectEvent(() => {
    if (!news) return;
    void tellRemote(news.remote);
    for (const notice of news.notices) void tellNotice(notice);
  });
  const serial = news?.serial ?? 0;
  useEffect(() => {
    if (serial > 0) tell();
  }, [serial]);
}
