import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createPickup } from "./matrix/objects";
import { makeWorld } from "./matrix/world";
import type { Person } from "./people";
import { startMutant, type Target } from "./target";

const procedures = ["shoppers.getMe", "cart.get", "reservations.list", "fittings.list", "devices.list"];
const pages = ["/en/account", "/en/orders", "/en/fittings", "/ru/cart", "/az/favourites", "/store", "/office"];

/** A cache in front of many shoppers as it is often set up: keeps every GET of 200 that does not forbid it. */
function sharedCache({ url }: Target) {
  const kept = new Map<string, string>();
  return async (path: string, as: Person): Promise<{ body: string; kept: boolean }> => {
    const found = kept.get(path);
    if (found !== undefined) return { body: found, kept: true };
    const response = await fetch(`${url}${path}`, { headers: { cookie: as.cookie, "x-surface": as.surface } });
    const body = await response.text();
    const control = response.headers.get("cache-control") ?? "";
    const may = response.status === 200 && !/no-store|private/.test(control) && !response.headers.has("set-cookie");
    if (may) kept.set(path, body);
    return { body, kept: false };
  };
}

/** A18: customer A reads everything personal through a shared cache, then customer B does. */
async function run(target: Target) {
  const world = await makeWorld();
  const { customerA, customerB } = world.people;
  const { pickupId } = await createPickup(world);
  const secrets = [customerA.email, customerA.shopperId, customerA.deviceId, pickupId];
  const get = sharedCache(target);
  const through: string[] = [];
  // A mutant serves no pages.
  const reachesPages = (await fetch(`${target.url}/en/account`)).status === 200;
  const paths = [...procedures.map((name) => `/api/trpc/${name}`), ...(reachesPages ? pages : [])];
  let personal = 0;
  for (const path of paths) {
    const mine = await get(path, customerA);
    if (secrets.some((s) => mine.body.includes(s))) personal++;
    const theirs = await get(path, customerB);
    if (theirs.kept || secrets.some((s) => theirs.body.includes(s))) through.push(path);
  }
  if (personal < 3) throw new Error("nothing personal was read: the attack proves nothing");
  return through.length > 0
    ? reportLetThrough(`cross-hit on ${through.join(", ")}`)
    : reportRefused(`0 cross-hits on ${paths.length}`);
}

registerAttack({
  id: "A18",
  title: "private data in a shared cache",
  run,
  mutants: { "no-store on the API": () => startMutant({ apiHeaders: () => {} }) },
});
