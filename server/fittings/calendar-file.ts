import ical, { ICalEventStatus } from "ical-generator";
import { Temporal } from "temporal-polyfill";
import { assertOwner } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { buildZoneComponent, isRepeated } from "./calendar-file.rules";
import { getShopperFitting } from "./queries";
import type { CalendarFile, FittingInput, FittingRow } from "./schema";

const texts = {
  en: { summary: "Fitting", room: "Fitting room" },
  ru: { summary: "Примерка", room: "Примерочная" },
  az: { summary: "Geyinib baxma", room: "Geyinmə otağı" },
};

/**
 * Builds an appointment's iCalendar text (RFC 5545): one event whose UID never changes and whose SEQUENCE rises with
 * every change, in the store's zone (in UTC where that local time occurs twice); its STATUS shows a cancellation. There
 * is no METHOD: each one requires an organiser (RFC 5546), and calendars refuse an invitation without one.
 */
export function buildCalendarText(f: FittingRow, locale: Ctx["locale"]): string {
  const off = f.status === "cancelled" || f.status === "no_show";
  const calendar = ical({
    prodId: { company: "Selvedge", product: "Fittings" },
    timezone: { name: null, generator: (zone) => buildZoneComponent(zone, Date.parse(f.startsAt)) },
  });
  const isAmbiguous = [f.startsAt, f.endsAt].some((at) => isRepeated(f.timeZone, Date.parse(at)));
  const zone = isAmbiguous ? "UTC" : f.timeZone;
  const moment = (iso: string) => Temporal.Instant.from(iso).toZonedDateTimeISO(zone);
  calendar.createEvent({
    id: `${f.fittingId}@selvedge`,
    sequence: f.sequence,
    start: moment(f.startsAt),
    end: moment(f.endsAt),
    timezone: zone,
    summary: `${texts[locale].summary} · ${f.storeName}`,
    location: f.storeAddress,
    description: `${texts[locale].room}: ${f.roomName}`,
    status: off ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  // The library omits the last line break.
  return `${calendar.toString()}\r\n`;
}

/** Returns the .ics file of the shopper's own appointment. Throws NOT_FOUND. */
export async function getCalendarFile(ctx: Ctx, { fittingId }: FittingInput): Promise<CalendarFile> {
  const { shopperId } = assertOwner(ctx);
  const fitting = await getShopperFitting(shopperId, fittingId);
  return { name: `fitting-${fitting.startsAt.slice(0, 10)}.ics`, text: buildCalendarText(fitting, ctx.locale) };
}
