"use client";
import { useTranslations } from "next-intl";
import { useWishes } from "@/components/sync/react/hooks";
import type { Wish } from "@/components/sync/engine/scope-views";
import { WishCard } from "./request-card";

/** Whether a wish concerns one of these variants. */
export const wishesFor = (variantIds: readonly string[]) => (wish: Wish) =>
  wish.name === "wish.pickup"
    ? wish.args.lines.some((l) => variantIds.includes(l.variantId))
    : wish.args.variantIds.some((id) => variantIds.includes(id));

/** The wishes that `of` takes and that wait for an answer, under a heading of their own; nothing when there are none. */
export function Wishes({ of = () => true, className = "" }: { of?: (wish: Wish) => boolean; className?: string }) {
  const t = useTranslations("wishes");
  const shown = useWishes().wishes.filter((wish) => !wish.refused && of(wish));
  if (shown.length === 0) return null;
  return (
    <section aria-label={t("title")} className={`grid gap-3 ${className}`}>
      <h2 className="text-sm font-semibold">{t("title")}</h2>
      {shown.map((wish) => (
        <WishCard key={wish.args.key} wish={wish} />
      ))}
    </section>
  );
}
