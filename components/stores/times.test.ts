import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** Where a time of day stands alone: beside its day, or on a screen that tells of one day only. */
const besideItsDay: Record<string, string> = {
  "components/stores/open-text.tsx": "of today, else with its day",
  "components/stores/availability.tsx": "of today, else with its day",
  "components/fulfilment/today.tsx": "beside the date",
  "components/fittings/desk/walk-in-panel.tsx": "a walk-in begins today",
  "components/fittings/desk/fitting-panel.tsx": "opened from today's timeline",
  "components/fittings/desk/timeline-fitting.tsx": "today's timeline",
  "components/fittings/desk/room-timeline.tsx": "today's timeline",
  "components/fittings/desk/use-fitting-actions.ts": "the end, beside the beginning with its day",
  "components/fittings/fitting-request.tsx": "beside its day",
  "components/fittings/shopper/fittings-page.tsx": "beside its day",
  "components/fittings/shopper/fitting-page.tsx": "beside its day",
  "components/fittings/booking/book-fitting.tsx": 'beside "today", else with its day',
  "components/fittings/booking/booking-confirmation.tsx": "beside its day",
  "components/fittings/waitlist/offer-card.tsx": "beside its day",
  "components/fittings/booking/slot-picker.tsx": "under the day that was chosen",
};
/** The formatters of times: everything else uses these. */
const formatters = ["components/i18n/dates.ts", "components/stores/times.ts", "components/fittings/times.ts"];

const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => path.join(dir, name));

/** Whether a source shows a time of day without its day, by the shared hooks or by options of its own. */
function tellsBareTime(source: string): boolean {
  const own = source.match(/\{[^{}]*\bhour:[^{}]*\}/g)?.some((options) => !/\b(day|dateStyle):/.test(options)) ?? false;
  const shared =
    /use(Store|Fitting)Times/.test(source) &&
    /(?<![.\w])(time|seconds)\b\s*(\(|:\s)/.test(source.replace(/\btime:/g, ""));
  return own || shared || /toLocaleTimeString/.test(source);
}

test("a time of day is shown with today, tomorrow or its date, unless its day stands beside it", () => {
  const bare = [...files("components"), ...files("app")]
    .filter((file) => !formatters.includes(file))
    .filter((file) => tellsBareTime(readFileSync(file, "utf8")));
  expect(bare.sort()).toEqual(Object.keys(besideItsDay).sort());
});

test("the search finds what it must", () => {
  expect(tellsBareTime('at(x, { hour: "2-digit", minute: "2-digit" })')).toBe(true);
  expect(tellsBareTime('at(x, { day: "numeric", hour: "2-digit" })')).toBe(false);
  expect(tellsBareTime("const { time } = useStoreTimes(); t({ at: time(x, zone) })")).toBe(true);
  expect(tellsBareTime("const { when } = useStoreTimes(); t({ time: when(x, zone) })")).toBe(false);
  expect(tellsBareTime("new Date(x).toLocaleTimeString()")).toBe(true);
});
