"use client";
import type { ReactNode } from "react";
import { FittingRequest } from "@/components/fittings/fitting-request";
import { RequestViewsProvider } from "@/components/offline-requests/request-card";
import { ReservationRequest } from "@/components/orders/shopper/reservation-request";

const views = { pickup: ReservationRequest, fitting: FittingRequest };

/** Provides what shows a request of each kind. */
export function RequestViews({ children }: { children: ReactNode }) {
  return <RequestViewsProvider value={views}>{children}</RequestViewsProvider>;
}
