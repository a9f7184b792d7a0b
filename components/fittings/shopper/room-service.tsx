"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { browserClock } from "@/components/sync/engine/clock";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { VariantCard } from "@/server/catalogue/schema";
import type { FittingRow, ItemRequestRow } from "@/server/fittings/schema";
import { VariantLine } from "../items-picker";
import { useRoomName, useVariantCards } from "../use-fittings";

/** Item requests from inside the room: other sizes of the hanging items, and the state of earlier requests. */
export function RoomService({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings.room");
  const roomName = useRoomName();
  const requested = fitting.requests.map((q) => q.variantId);
  const card = useVariantCards([...new Set([...fitting.items.map((i) => i.variantId), ...requested])]);
  // One row per product and colour: its sizes can be requested.
  const pieces = new Map<string, VariantCard>();
  for (const item of fitting.items) {
    const known = card(item.variantId);
    if (known) pieces.set(`${known.productId}:${known.colour?.key ?? ""}`, known);
  }
  return (
    <section className="grid gap-5 rounded border border-ink bg-paper p-5">
      <div className="grid gap-1">
        <h2 className="font-serif text-2xl">{t("title")}</h2>
        <p className="text-soft">{pieces.size > 0 ? t("pick", { room: roomName(fitting.roomName) }) : t("noItems")}</p>
      </div>
      {[...pieces].map(([key, piece]) => (
        <SizeChoice key={key} piece={piece} fitting={fitting} />
      ))}
      {fitting.requests.length > 0 ? (
        <div className="grid gap-1 border-t border-hairline pt-4">
          <h3 className="text-sm font-medium">{t("requests")}</h3>
          <ul className="divide-y divide-hairline" aria-live="polite">
            {fitting.requests.toReversed().map((q) => (
              <ItemRequest key={q.requestId} request={q} card={card(q.variantId)} />
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}

function SizeChoice({ piece, fitting }: { piece: VariantCard; fitting: FittingRow }) {
  const t = useTranslations("fittings.room");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const [key, setKey] = useState(() => browserClock.newId());
  const { data: product } = useQuery(trpc.catalogue.getProduct.queryOptions({ handle: piece.handle }));
  const variants = (product?.variants ?? []).filter((v) => v.colourKey === (piece.colour?.key ?? null));
  const variantIds = variants.map((v) => v.variantId);
  const { data: stock } = useQuery(
    trpc.stock.getInStore.queryOptions(
      { storeId: fitting.storeId, variantIds },
      { enabled: variantIds.length > 0, refetchInterval: 60_000 },
    ),
  );
  const requestItem = useMutation({
    ...trpc.fittings.requestItem.mutationOptions(),
    onError: (error) => toast({ text: errorText(error), tone: "refused" }),
    onSettled: () => {
      setKey(browserClock.newId());
      void queries.invalidateQueries(trpc.fittings.pathFilter());
    },
  });
  const hangs = new Set(fitting.items.filter((i) => i.status === "in_room").map((i) => i.variantId));
  const open = new Set(
    fitting.requests.filter((q) => q.status === "asked" || q.status === "claimed").map((q) => q.variantId),
  );
  const { fittingId } = fitting;
  return (
    <div className="grid gap-3">
      <VariantLine card={{ ...piece, options: piece.colour ? piece.options.filter((o) => o !== piece.size) : [] }} />
      <ul className="flex min-h-14 flex-wrap gap-2">
        {variants.map((v) => {
          const none = stock ? (stock.pieces[v.variantId] ?? 0) < 1 : false;
          const why = hangs.has(v.variantId) ? t("hanging") : none ? t("none") : null;
          return (
            <li key={v.variantId}>
              <Button
                variant={open.has(v.variantId) ? "success" : "outline"}
                className="min-w-14 flex-col gap-0 px-3!"
                disabled={why !== null || open.has(v.variantId)}
                busy={requestItem.isPending && requestItem.variables.variantId === v.variantId}
                aria-label={`${v.size ? t("ask", { size: v.size }) : t("askPlain")}${why ? `, ${why}` : ""}`}
                onClick={() => requestItem.mutate({ fittingId, variantId: v.variantId, key })}
              >
                <span>{v.size ?? t("askPlain")}</span>
                {why ? <span className="text-xs font-normal">{why}</span> : null}
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const tones = { asked: "text-ochre", claimed: "text-ochre", brought: "text-sage", cancelled: "text-soft" } as const;

function ItemRequest({ request, card }: { request: ItemRequestRow; card: VariantCard | undefined }) {
  const t = useTranslations("fittings.room");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const withdraw = useMutation({
    ...trpc.fittings.cancelRequest.mutationOptions(),
    onError: (error) => toast({ text: errorText(error), tone: "refused" }),
    onSettled: () => void queries.invalidateQueries(trpc.fittings.pathFilter()),
  });
  const { status, requestId } = request;
  const name = request.claimedBy?.name ?? "";
  const text = {
    asked: t("asked"),
    claimed: t("claimed", { name }),
    brought: t("brought", { name }),
    cancelled: t("withdrawn"),
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
      <div className="grid gap-1">
        <VariantLine card={card} />
        <p className={`text-sm ${tones[status]}`}>{text[status]}</p>
      </div>
      {status === "asked" || status === "claimed" ? (
        <Button variant="quiet" size="small" busy={withdraw.isPending} onClick={() => withdraw.mutate({ requestId })}>
          {t("withdraw")}
        </Button>
      ) : null}
    </li>
  );
}
