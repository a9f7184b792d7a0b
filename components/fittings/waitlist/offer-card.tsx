"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRouter } from "@/components/i18n/navigation";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useServerNow } from "@/components/stores/server-now";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { WaitlistRow } from "@/server/fittings/waitlist/schema";
import { OtherAppointmentLink } from "../other-appointment";
import { useFittingTimes } from "../times";

/** The text of a refusal; an ended offer has a text of its own. */
function useWaitlistErrorText(): (error: unknown) => string {
  const t = useTranslations("fittings");
  const errorText = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal?.code === "WRONG_STATUS") return t("waitlist.gone");
    if (refusal?.code === "TOO_MANY_RESERVATIONS") return t("book.tooMany", { limit: Number(refusal.details.limit) });
    return errorText(error);
  };
}

/** Leaves a waitlist or declines an offer; the toast offers undo. */
export function useLeaveWaitlist() {
  const t = useTranslations("fittings.waitlist");
  const toast = useToast();
  const trpc = useTRPC();
  const refused = useWaitlistErrorText();
  const onError = (error: unknown) => toast({ text: refused(error), tone: "refused" });
  const restore = useMutation({
    ...trpc.waitlist.restore.mutationOptions(),
    onError,
    onSuccess: () => toast({ text: t("restored") }),
  });
  return useMutation({
    ...trpc.waitlist.leave.mutationOptions(),
    onError,
    onSuccess: (_, { waitId }) => {
      const action = { label: t("undo"), altText: t("undoAlt"), run: () => restore.mutate({ waitId }) };
      toast({ text: t("left"), action, duration: 10_000 });
    },
  });
}

/** An offer from the waitlist: when, where, how long it is held, accept and decline. */
export function OfferCard({ wait }: { wait: WaitlistRow }) {
  const t = useTranslations("fittings");
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const refused = useWaitlistErrorText();
  const { waitId, storeName, timeZone, offer } = wait;
  const { longDay, time, when } = useFittingTimes(timeZone);
  const now = useServerNow(5_000);
  const leave = useLeaveWaitlist();
  const acceptOffer = useMutation({
    ...trpc.waitlist.acceptOffer.mutationOptions(),
    onSuccess: ({ fittingId }) => {
      toast({ text: t("waitlist.taken") });
      router.push(`/fittings/${fittingId}`);
    },
  });
  if (!offer) return null;
  const minutes = Math.ceil((Date.parse(offer.expiresAt) - now) / 60_000);
  return (
    <article
      aria-label={t("waitlist.free")}
      className="grid gap-3 rounded border border-l-[3px] border-hairline border-l-thread bg-paper px-5 py-4"
    >
      <div className="grid gap-1">
        <p className="font-medium text-thread">{t("waitlist.free")}</p>
        <h3 className="font-serif text-2xl tabular first-letter:uppercase">
          {t("one.when", { day: longDay(offer.startsAt), from: time(offer.startsAt), to: time(offer.endsAt) })}
        </h3>
        <p className="text-soft tabular">
          {storeName} · {t("waitlist.keptUntil", { time: when(offer.expiresAt) })}
          {minutes > 0 ? ` · ${t("waitlist.timeLeft", { minutes })}` : ""}
        </p>
      </div>
      {acceptOffer.isError ? (
        <div role="alert" className="text-sm text-thread">
          {refused(acceptOffer.error)}
          <OtherAppointmentLink error={acceptOffer.error} />
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="accent"
          busy={acceptOffer.isPending}
          disabled={minutes <= 0}
          onClick={() => acceptOffer.mutate({ waitId })}
        >
          {t("waitlist.take")}
        </Button>
        <Button variant="quiet" busy={leave.isPending} onClick={() => leave.mutate({ waitId })}>
          {t("waitlist.letGo")}
        </Button>
      </div>
    </article>
  );
}
