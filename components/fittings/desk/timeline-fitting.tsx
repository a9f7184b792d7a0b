"use client";
import { useTranslations } from "next-intl";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName } from "@/components/fittings/use-fittings";
import type { VariantCard } from "@/server/catalogue/schema";
import type { FittingStatus } from "@/server/fittings/rules";
import type { TimelineItem } from "./timeline-layout";

const looks: Record<FittingStatus, string> = {
  offered: "border-dashed border-ochre bg-paper",
  booked: "border-indigo bg-wash",
  checked_in: "border-sage bg-sage-wash",
  done: "border-field bg-ecru",
  cancelled: "border-field bg-ecru",
  no_show: "border-ochre bg-ochre-wash",
};

/**
 * An appointment on the timeline. The coloured block is its time; its words may run on over free time up to the next
 * appointment, and break into lines where that one begins at once, so that half an hour keeps its name.
 */
export function TimelineFitting({
  placed,
  card,
  onOpen,
}: {
  placed: TimelineItem;
  card: (variantId: string) => VariantCard | undefined;
  onOpen: (fittingId: string) => void;
}) {
  const t = useTranslations("fittings.desk");
  const { fitting, left, width, room } = placed;
  const roomName = useRoomName();
  const { time } = useFittingTimes(fitting.timeZone);
  const open = fitting.requests.filter((q) => q.status === "asked" || q.status === "claimed");
  const asked = open[0];
  const size = asked ? card(asked.variantId)?.size : null;
  const name = fitting.status === "offered" ? t("status.offered") : fitting.contactName || t("walkIn");
  const detail = asked
    ? size
      ? t("asks", { size })
      : t("asksPlain")
    : fitting.items.length > 0
      ? t("items", { count: fitting.items.length })
      : "";
  const over = fitting.status === "done" || fitting.status === "no_show";
  const look = asked ? "border-thread bg-thread-wash" : looks[fitting.status];
  return (
    <button
      type="button"
      onClick={() => onOpen(fitting.fittingId)}
      aria-label={`${roomName(fitting.roomName)}, ${time(fitting.startsAt)}–${time(fitting.endsAt)}, ${name}, ${t(`status.${fitting.status}`)}${detail ? `, ${detail}` : ""}`}
      className={`absolute inset-y-2 rounded border-l-[3px] text-left ${look}`}
      style={{ left: left + 1, width: width - 3 }}
    >
      <span
        aria-hidden="true"
        className={`pointer-events-none absolute top-1.5 left-1.5 z-[11] grid text-[0.8125rem] leading-[1.1rem] ${over ? "text-soft" : ""}`}
        style={{ width: Math.min(room, 220) - 11 }}
      >
        <span
          className={`line-clamp-3 font-semibold wrap-anywhere ${fitting.status === "no_show" ? "line-through" : ""}`}
        >
          {name}
        </span>
        <span className={`line-clamp-2 wrap-anywhere ${asked ? "font-semibold text-thread" : ""}`}>{detail}</span>
      </span>
    </button>
  );
}
