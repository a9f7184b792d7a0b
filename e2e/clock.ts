import postgres from "postgres";
import { runningEmbedded } from "../db/embedded";

/** Store time of the journeys: a Wednesday, 11:00 in Baku, so that they run whatever the hour is. */
const target = { weekday: 3, hour: 11, zone: "Asia/Baku" };

/** Shifts the database clock of the journeys' server once, before the first journey. */
export default async function setClock(): Promise<void> {
  const url = await runningEmbedded(".data/e2e/pg");
  if (!url) throw new Error("the journeys' database does not run");
  const sql = postgres(url, { max: 1 });
  const { weekday, hour, zone } = target;
  await sql`
    update clock_offset set shift =
      (date_trunc('week', now() at time zone ${zone}) + make_interval(days => ${weekday - 1 + 7}, hours => ${hour}))
      at time zone ${zone} - now()`;
  await sql.end();
}
