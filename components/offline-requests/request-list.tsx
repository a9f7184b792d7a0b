"use client";
import { useTranslations } from "next-intl";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useOfflineRequests } from "@/components/sync/react/hooks";
import { RequestCard } from "./request-card";

/** Whether a request concerns one of these variants. */
export const concernsVariants = (variantIds: readonly string[]) => (request: OfflineRequest) =>
  request.name === "request.pickup"
    ? request.args.lines.some((l) => variantIds.includes(l.variantId))
    : request.args.variantIds.some((id) => variantIds.includes(id));

/** The pending requests that match `of`, under a heading; nothing when there are none. */
export function RequestList({
  of = () => true,
  className = "",
}: {
  of?: (request: OfflineRequest) => boolean;
  className?: string;
}) {
  const t = useTranslations("offline-requests");
  const shown = useOfflineRequests().requests.filter((request) => !request.refused && of(request));
  if (shown.length === 0) return null;
  return (
    <section aria-label={t("title")} className={`grid gap-3 ${className}`}>
      <h2 className="text-sm font-semibold">{t("title")}</h2>
      {shown.map((request) => (
        <RequestCard key={request.args.key} request={request} />
      ))}
    </section>
  );
}
