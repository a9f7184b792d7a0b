"use client";
import { type ComponentType, createContext, useContext } from "react";
import type { OfflineRequest, OfflineRequestOf } from "@/components/sync/engine/scope-views";

/** What shows a request of each kind. The rooms that own the kinds provide it, so that this one imports none of them. */
type RequestViews = {
  pickup: ComponentType<{ request: OfflineRequestOf<"request.pickup"> }>;
  fitting: ComponentType<{ request: OfflineRequestOf<"request.fitting"> }>;
};

const RequestViewsContext = createContext<RequestViews | null>(null);
export const RequestViewsProvider = RequestViewsContext.Provider;

/**
 * A reservation or fitting that is requested and not confirmed: what, where, that nothing is held yet, and "Withdraw". Once
 * the server has declined it: why, what could be had instead in one tap, and "Dismiss". Throws outside of a
 * RequestViewsProvider.
 */
export function RequestCard({ request }: { request: OfflineRequest }) {
  const views = useContext(RequestViewsContext);
  if (!views) throw new Error("RequestViewsProvider is missing");
  return (
    <article
      data-request={request.args.key}
      className="grid gap-4 rounded border border-dashed border-field bg-paper p-4"
    >
      {request.name === "request.pickup" ? <views.pickup request={request} /> : <views.fitting request={request} />}
    </article>
  );
}
