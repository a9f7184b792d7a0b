"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { getDeviceKind } from "../engine/owner-source";
import { useSyncStatus } from "./hooks";
import { useSession } from "./provider";
import { useChangeToasts } from "./use-change-toasts";

/** Whether this is a thing one calls a phone: the sentence says where a change is kept. Known after hydration only. */
export function useIsPhone(): boolean {
  const [isPhone, setPhone] = useState(false);
  useEffect(() => setPhone(getDeviceKind() === "phone"), []);
  return isPhone;
}

/** The status as a text, or null while in sync. */
export function useStatusText(): string | null {
  const t = useTranslations("sync");
  const isPhone = useIsPhone();
  const { line, kept, durable } = useSyncStatus();
  if (line === "offline") return t(isPhone ? "keptPhone" : "kept", { count: kept });
  if (line === "upgrade") return t("upgrade", { count: kept });
  if (line === "signed_out") return t("signedOut", { count: kept });
  return durable ? null : t("notDurable");
}

/**
 * The red thread along the edge of the screen: whole while in sync, dashed while changes are only kept here; a knot of
 * light runs along it when something comes from another device. It also tells such news, and says its state once to screen
 * readers. Mount it once per surface, inside SyncProvider and ToastProvider.
 */
export function SelvedgeLine({ edge = "top" }: { edge?: "top" | "left" }) {
  const t = useTranslations("sync");
  const { line } = useSyncStatus();
  const { lastUpdate } = useSession();
  const text = useStatusText();
  useChangeToasts();
  const knot = lastUpdate && lastUpdate.remote.length > 0 ? lastUpdate.serial : 0;
  const isBroken = line !== "whole";
  return (
    <>
      <div
        aria-hidden="true"
        data-sync={isBroken ? "dashed" : "whole"}
        className={`selvedge-line selvedge-${edge} pointer-events-none fixed z-70 overflow-hidden ${isBroken ? "selvedge-dashed" : "bg-thread"}`}
      >
        {knot > 0 ? <span key={knot} className="selvedge-knot" /> : null}
      </div>
      <p className="sr-only" role="status">
        {text ?? (isBroken ? t("line.offline") : "")}
      </p>
    </>
  );
}
