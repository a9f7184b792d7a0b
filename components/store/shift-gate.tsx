"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ScanProvider } from "@/components/scans/scan-provider";
import { SyncProvider } from "@/components/sync/react/provider";
import { SelvedgeLine } from "@/components/sync/react/selvedge-line";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { ToastProvider } from "@/components/ui/toast";
import type { TabletState } from "@/server/staff/schema";
import { EnrolScreen } from "./enrol-screen";
import { LockScreen } from "./lock-screen";
import { StoreHeader } from "./store-header";
import { type Shift, ShiftContext } from "./use-shift";

type Enrolled = Extract<TabletState, { enrolled: true }>;

/** How often a tablet checks its enrolment and shift, besides the live stream. */
const pollMs = 20_000;

const toShift = (tablet: Enrolled): Shift | null =>
  tablet.shift && {
    ...tablet.shift,
    ...tablet,
    colleagues: tablet.staff.filter((p) => p.id !== tablet.shift?.staffId),
  };

function Loading() {
  const t = useTranslations("store.shift");
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] gap-6 p-6" aria-busy="true" aria-label={t("loading")}>
      <Skeleton className="h-14" />
      <Skeleton className="h-full" />
    </main>
  );
}

/**
 * Guards every screen of the tablet: requires an enrolled device and a shift. Inside, `useShift()` returns who works
 * where, and the local store runs for that shift.
 */
export function ShiftGate({ children }: { children: ReactNode }) {
  const t = useTranslations("store.shift");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const key = trpc.staff.store.getState.queryKey();
  const state = useQuery(trpc.staff.store.getState.queryOptions(undefined, { refetchInterval: pollMs, staleTime: 0 }));
  // Locking must hold without a network too: the shift is hidden here first and ended on the server when it is reached.
  const [hidden, setHidden] = useState(false);
  const lock = useMutation(
    trpc.staff.store.lock.mutationOptions({
      retry: true,
      networkMode: "always",
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: key });
        setHidden(false);
        queryClient.removeQueries({ predicate: (query) => String(query.queryKey[0]) !== String(key[0]) });
      },
    }),
  );
  const lockNow = () => {
    setHidden(true);
    lock.mutate();
  };
  if (!state.data) {
    if (!state.error) return <Loading />;
    const again = <Button onClick={() => state.refetch()}>{t("again")}</Button>;
    return <Empty title={t("unreachable")} text={errorText(state.error)} action={again} />;
  }
  if (!state.data.enrolled) return <EnrolScreen />;
  const shift = hidden ? null : toShift(state.data);
  if (!shift) return <LockScreen tablet={state.data} />;
  const owner = { id: shift.deviceId, scope: shift.storeId, kind: "tablet" as const, guestId: null };
  return (
    <ShiftContext value={shift}>
      <SyncProvider key={`${shift.deviceId}:${shift.staffId}`} surface="store" owner={owner}>
        <ToastProvider regionLabel={t("messages")}>
          <ScanProvider>
            <SelvedgeLine edge="left" />
            <StoreHeader onLock={lockNow} />
            {children}
          </ScanProvider>
        </ToastProvider>
      </SyncProvider>
    </ShiftContext>
  );
}
