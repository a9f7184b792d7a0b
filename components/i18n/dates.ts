import type { Locale } from "./routing";

const weekdays = {
  long: ["bazar", "bazar ertəsi", "çərşənbə axşamı", "çərşənbə", "cümə axşamı", "cümə", "şənbə"],
  short: ["B.", "B.e.", "Ç.a.", "Ç.", "C.a.", "C.", "Ş."],
};
const months = {
  long: "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr".split(" "),
  short: "yan fev mar apr may iyn iyl avq sen okt noy dek".split(" "),
};
const english = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const bcp47 = { en: "en-GB", ru: "ru-RU" } as const;

/** Formatters are cached: creating one costs more than a hundred uses. */
const formats = new Map<string, Intl.DateTimeFormat>();

function getFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, format);
  return format;
}

/** Named parts only: of a whole style Azerbaijani would know nothing. */
export type InstantParts = Omit<Intl.DateTimeFormatOptions, "dateStyle" | "timeStyle">;

/**
 * A point in time in the page's language, as `Intl.DateTimeFormat` would write it, on a 24-hour clock. Browsers say that
 * they know Azerbaijani and then write "M11 22, Sun": its names are kept here (CLDR).
 */
export function formatInstant(
  locale: Locale,
  at: number | string | Date,
  options: InstantParts & { timeZone: string },
): string {
  const date = new Date(at);
  if (locale !== "az") return getFormat(bcp47[locale], { hourCycle: "h23", ...options }).format(date);
  const { weekday, day, month, year, ...time } = options;
  const part = (wanted: Intl.DateTimeFormatOptions) =>
    getFormat("en-GB", { timeZone: options.timeZone, ...wanted }).format(date);
  const named = (style: string) => (style === "long" ? "long" : "short");
  const calendar = [
    day ? part({ day: "numeric" }) : "",
    month ? months[named(month)][Number(part({ month: "numeric" })) - 1] : "",
    year ? part({ year: "numeric" }) : "",
  ].filter(Boolean);
  const texts = [
    calendar.join(" "),
    weekday ? weekdays[named(weekday)][english.indexOf(part({ weekday: "long" }))] : "",
    time.hour ? getFormat("en-GB", { hourCycle: "h23", ...time }).format(date) : "",
  ];
  return texts.filter(Boolean).join(", ");
}

const hourMs = 3_600_000;

/** "18:30" in `timeZone`; with the zone ("02:30 CET") for a time that occurs twice that day. */
export function formatTime(locale: Locale, at: number | string | Date, timeZone: string): string {
  const ms = new Date(at).getTime();
  const wall = (instant: number) => formatInstant(locale, instant, { timeZone, hour: "2-digit", minute: "2-digit" });
  const shown = wall(ms);
  if (wall(ms - hourMs) !== shown && wall(ms + hourMs) !== shown) return shown;
  return formatInstant(locale, ms, { timeZone, hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

const spans = [
  ["year", 31_536_000_000, "il"],
  ["month", 2_592_000_000, "ay"],
  ["week", 604_800_000, "həftə"],
  ["day", 86_400_000, "gün"],
  ["hour", 3_600_000, "saat"],
  ["minute", 60_000, "dəqiqə"],
] as const;

/**
 * How long ago something was, in whole units, as `Intl.RelativeTimeFormat` would write it: "now" within a minute, "5 minutes
 * ago", "yesterday". `now` in ms since 1970; what lies ahead of it counts as now. Azerbaijani as in `formatInstant`.
 */
export function formatAgo(locale: Locale, at: number | string | Date, now: number | Date): string {
  const past = new Date(now).getTime() - new Date(at).getTime();
  const [unit, ms, name] = spans.find(([, span]) => past >= span) ?? ["second", Number.POSITIVE_INFINITY, ""];
  const count = Math.floor(past / ms);
  if (locale !== "az") {
    const written = new Intl.RelativeTimeFormat(bcp47[locale], { numeric: "auto" });
    return written.format(unit === "second" ? 0 : -count, unit);
  }
  if (unit === "second") return "indi";
  return unit === "day" && count === 1 ? "dünən" : `${count} ${name} öncə`;
}
