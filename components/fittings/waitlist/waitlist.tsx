"use client";
import { useTranslations } from "next-intl";
import { usePathname } from "@/components/i18n/navigation";
import { useServerNow } from "@/components/stores/server-now";
import type { WaitlistRow } from "@/server/fittings/waitlist/schema";
import { OfferCard } from "./offer-card";
import { useWaitlist, useWaitlistPlaces } from "./use-waitlist";
import { WaitlistCard } from "./waitlist-card";

/** The open waitlist entries, offers first: a section of the fittings page. */
export function Waitlist({ rows }: { rows: WaitlistRow[] }) {
  const t = useTranslations("fittings.waitlist");
  const placeOf = useWaitlistPlaces(rows);
  const offered = rows.filter((w) => w.status === "offered");
  const waiting = rows.filter((w) => w.status === "waiting");
  if (offered.length + waiting.length === 0) return null;
  return (
    <section className="grid gap-3">
      <h2 className="text-sm font-medium text-soft">{t("title")}</h2>
      <div className="grid gap-3" aria-live="polite">
        {offered.map((wait) => (
          <OfferCard key={wait.waitId} wait={wait} />
        ))}
        {waiting.map((wait) => (
          <WaitlistCard key={wait.waitId} wait={wait} place={placeOf(wait.waitId)} />
        ))}
      </div>
    </section>
  );
}

/** The notice of an open offer, on every page but the one that lists them. */
export function OfferNotice() {
  const offered = useWaitlist().filter((w) => w.status === "offered");
  const here = usePathname() === "/fittings";
  const now = useServerNow();
  const running = offered.filter((w) => w.offer && Date.parse(w.offer.expiresAt) > now);
  if (here || running.length === 0) return null;
  return (
    <div role="status" className="mx-auto grid w-full max-w-3xl gap-3 px-5 pt-4 md:px-14">
      {running.map((wait) => (
        <OfferCard key={wait.waitId} wait={wait} />
      ))}
    </div>
  );
}
