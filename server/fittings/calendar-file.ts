import ical, { ICalEventStatus } from "ical-generator";
import { Temporal } from "temporal-polyfill";
import type { Ctx } from "@/server/platform/context";
import { assertOwner } from "@/server/access/actors";
import { fittingOfShopper } from "./queries";
import type { CalendarFile, FittingInput, FittingRow } from "./schema";
import { isRepeated, zoneComponent } from "./calendar-file.rules";

const words = {
  en: { summary: "Fitting", room: "Fitting room" },
  ru: { summary: "Примерка", room: "Примерочная" },
  az: { summary: "Geyinib baxma", room: "Geyinmə otağı" },
};

/**
 * An appointment as iCalendar text (RFC 5545): one event whose UID never changes and whose SEQUENCE rises with every
 * change, in the store's zone (in UTC where that clock shows the time twice); its STATUS says that it will not take place.
 * There is no METHOD: each of them asks for an organiser (RFC 5546), and an invitation without one is refused by calendars.
 */
export function calendarText(f: FittingRow, locale: Ctx["locale"]): string {
  const off = f.status === "cancelled" || f.status === "no_show";
  const calendar = ical({
    prodId: { company: "Selvedge", product: "Fittings" },
    timezone: { name: null, generator: (zone) => zoneComponent(zone, Date.parse(f.startsAt)) },
  });
  const unsure = [f.startsAt, f.endsAt].some((at) => isRepeated(f.timeZone, Date.parse(at)));
  const zone = unsure ? "UTC" : f.timeZone;
  const moment = (iso: string) => Temporal.Instant.from(iso).toZonedDateTimeISO(zone);
  calendar.createEvent({
    id: `${f.fittingId}@selvedge`,
    sequence: f.sequence,
    start: moment(f.startsAt),
    end: moment(f.endsAt),
    timezone: zone,
    summary: `${words[locale].summary} · ${f.storeName}`,
    location: f.storeAddress,
    description: `${words[locale].room}: ${f.roomName}`,
    status: off ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  // The library leaves the last line open.
  return `${calendar.toString()}\r\n`;
}

/** The .ics file of one's own appointment. Throws NOT_FOUND. */
export async function calendarFile(ctx: Ctx, { fittingId }: FittingInput): Promise<CalendarFile> {
  const { shopperId } = assertOwner(ctx);
  const fitting = await fittingOfShopper(shopperId, fittingId);
  return { name: `fitting-${fitting.startsAt.slice(0, 10)}.ics`, text: calendarText(fitting, ctx.locale) };
}
