"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useToast } from "@/components/ui/toast";
import { isOfflineRequest } from "@/server/operations/rules";
import type { OrderRow } from "@/server/orders/schema";
import type { Notice, RemoteChange } from "../engine/local-store";
import { type ChangeSummary, summarizeChange } from "../engine/remote-changes";
import { inLocale, variantTitle } from "./card-title";
import { useSession, useSyncStore } from "./provider";

/** How long a toast waits for the name of a variant that is not cached. */
const nameTimeoutMs = 1_500;

/** Resolves the titles of variants once cached; never rejects, falls back to a generic text. */
function useItemNames() {
  const { cards } = useSyncStore();
  const locale = useLocale();
  const findName = (item: { variantId?: string; productId?: string }): string | null => {
    const variant = item.variantId ? cards.get("variants", item.variantId) : undefined;
    const product = item.productId ? cards.get("products", item.productId) : undefined;
    return variant ? variantTitle(variant, locale) : product ? inLocale(product.title, locale) : null;
  };
  return (item: { variantId?: string; productId?: string }): Promise<string | null> =>
    new Promise((resolve) => {
      if (item.variantId) cards.want("variants", [item.variantId]);
      if (item.productId) cards.want("products", [item.productId]);
      const finish = (name: string | null) => {
        stop();
        clearTimeout(timer);
        resolve(name);
      };
      const timer = setTimeout(() => finish(null), nameTimeoutMs);
      const check = () => {
        const name = findName(item);
        if (name) finish(name);
      };
      const stop = cards.subscribe(check);
      check();
    });
}

/** Shows toasts, once, for remote changes and for results of this device's operations. */
export function useChangeToasts(): void {
  const t = useTranslations("sync");
  const orders = useTranslations("reservations");
  const purchases = useTranslations("orders");
  const { lastUpdate: update } = useSession();
  const { session } = useSyncStore();
  const getName = useItemNames();
  const errorText = useErrorText();
  const toast = useToast();

  /** The order that a pickup is a part of. */
  function findOrder(pickupId: string): OrderRow | undefined {
    const all = [...session.getState().views.values()].flatMap((at) => at.entities.get("order") ?? []) as OrderRow[];
    return all.find((o) => o.fulfilments.some((f) => f.id === pickupId));
  }

  async function buildSentence(item: ChangeSummary): Promise<string> {
    if (item.pickup) {
      const { id, number, status } = item.pickup;
      const order = findOrder(id);
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
    const title = await getName(item);
    if (title) return t(`what.${item.what}`, { title, quantity: item.quantity ?? 0 });
    return item.productId ? t("what.favourites") : t("what.cart");
  }

  async function showRemoteChanges(remote: RemoteChange[]): Promise<void> {
    // What left the cart for a reservation is not news to the one who reserved.
    const reserved = remote.some((change) => change.entity === "pickup" && change.by.device);
    const collected = remote.some((change) => change.entity === "pickup");
    const shown = remote.filter(
      ({ entity }) => !(reserved && entity === "cart_line") && !(collected && entity === "order"),
    );
    const items = shown.flatMap((change) => {
      const item = summarizeChange(change);
      return item ? [{ item, by: change.by }] : [];
    });
    const last = items.at(-1);
    if (!last) return;
    const what = await buildSentence(last.item);
    // On a tablet the other side is the customer; undo of the customer's change is not offered.
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

  async function showNotice({ kind, op, reason }: Notice): Promise<void> {
    // Results of requests are shown by RequestNotices.
    if (isOfflineRequest(op)) return;
    const { args } = op;
    const line = "lineKey" in args ? { variantId: args.lineKey.slice(0, 36) } : {};
    const title = (await getName({ ...line, ...args })) ?? t("thing");
    const text =
      kind === "adjusted"
        ? t("adjusted", { title })
        : t("rejected", { title, reason: errorText({ data: { appCode: reason ?? "INTERNAL" } }) });
    toast({ tone: "refused", text });
  }

  const showAll = useEffectEvent(() => {
    if (!update) return;
    void showRemoteChanges(update.remote);
    for (const notice of update.notices) void showNotice(notice);
  });
  const serial = update?.serial ?? 0;
  useEffect(() => {
    if (serial > 0) showAll();
  }, [serial]);
}
