import type { DayHours, Holiday, store, WeeklyHours } from "../../../db/schema/stores";

type Row = Omit<typeof store.$inferInsert, "holidays"> & { rooms: number; holidays: (year: number) => Holiday[] };

const week = (weekday: DayHours, saturday: DayHours, sunday: DayHours): WeeklyHours => [
  ...Array.from({ length: 5 }, () => weekday),
  saturday,
  sunday,
];
const closed = (date: string, name: string): Holiday => ({ date, name, hours: [] });
const novruz = (year: number): Holiday[] => [
  { date: `${year}-12-31`, name: "Dünya azərbaycanlılarının həmrəyliyi günü", hours: [["10:00", "17:00"]] },
  closed(`${year + 1}-01-01`, "Yeni il"),
  ...[20, 21, 22].map((day) => closed(`${year + 1}-03-${day}`, "Novruz")),
];

/** The stores of the demo, in four time zones; hours as in their cities, holidays around the turn of `year`. */
export const demoStores: Row[] = [
  {
    code: "nizami",
    name: "Nizami St.",
    city: "Baku",
    country: "AZ",
    address: "Nizami küçəsi 67, Bakı AZ1005",
    phone: "+994 12 505 01 67",
    timeZone: "Asia/Baku",
    latitude: 40.3725,
    longitude: 49.8424,
    weeklyHours: week([["10:00", "21:00"]], [["10:00", "22:00"]], [["11:00", "21:00"]]),
    holidays: novruz,
    pickupMinutes: 60,
    rooms: 4,
  },
  {
    code: "port",
    name: "Port",
    city: "Baku",
    country: "AZ",
    address: "Neftçilər prospekti 151, Bakı AZ1095",
    phone: "+994 12 505 01 51",
    timeZone: "Asia/Baku",
    latitude: 40.3707,
    longitude: 49.8519,
    weeklyHours: week([["10:00", "22:00"]], [["10:00", "23:00"]], [["10:00", "22:00"]]),
    holidays: novruz,
    pickupMinutes: 45,
    rooms: 3,
  },
  {
    code: "tbilisi",
    name: "Sololaki",
    city: "Tbilisi",
    country: "GE",
    address: "Lado Asatiani St 12, Tbilisi 0105",
    phone: "+995 32 205 01 12",
    timeZone: "Asia/Tbilisi",
    latitude: 41.6903,
    longitude: 44.7993,
    weeklyHours: week(
      [
        ["11:00", "14:00"],
        ["15:00", "20:00"],
      ],
      [["11:00", "20:00"]],
      [["12:00", "18:00"]],
    ),
    holidays: (year) => [closed(`${year + 1}-01-01`, "New Year"), closed(`${year + 1}-01-07`, "Orthodox Christmas")],
    pickupMinutes: 90,
    rooms: 2,
  },
  {
    code: "berlin",
    name: "Mulackstraße",
    city: "Berlin",
    country: "DE",
    address: "Mulackstraße 21, 10119 Berlin",
    phone: "+49 30 5050 1210",
    timeZone: "Europe/Berlin",
    latitude: 52.5275,
    longitude: 13.4053,
    weeklyHours: week([["11:00", "19:00"]], [["11:00", "18:00"]], []),
    holidays: (year) => [
      { date: `${year}-12-24`, name: "Heiligabend", hours: [["10:00", "14:00"]] },
      closed(`${year}-12-25`, "1. Weihnachtstag"),
      closed(`${year}-12-26`, "2. Weihnachtstag"),
      closed(`${year + 1}-01-01`, "Neujahr"),
    ],
    pickupMinutes: 60,
    rooms: 2,
  },
  {
    code: "london",
    name: "Lamb's Conduit St.",
    city: "London",
    country: "GB",
    address: "38 Lamb's Conduit Street, London WC1N 3LJ",
    phone: "+44 20 5050 0138",
    timeZone: "Europe/London",
    latitude: 51.5222,
    longitude: -0.1185,
    weeklyHours: week([["10:30", "18:30"]], [["10:00", "18:00"]], [["12:00", "17:00"]]),
    holidays: (year) => [
      closed(`${year}-12-25`, "Christmas Day"),
      closed(`${year}-12-26`, "Boxing Day"),
      closed(`${year + 1}-01-01`, "New Year's Day"),
    ],
    pickupMinutes: 60,
    rooms: 3,
  },
];
