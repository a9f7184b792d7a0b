import { randomInt, randomUUID } from "node:crypto";
import { createShift } from "../people";
import { type Answer, mutate, query, type Target } from "../target";
import { type Cell, isAllowed, isKindAllowed, type ProcedureName, surfaceOf } from "./cell";
import { cells, procedures } from "./cells";
import { describeAnswer, judgeAnswer, type Procedure } from "./check";
import { createFitting, createItemRequest, createPickup } from "./objects";
import { createGrant, makeWorld, type World } from "./world";

/** Staff actions by a shopper's consent, or shared with shoppers, so that the kind of actor does not decide. */
const sharedProcedures = ["assistance.end", "sync.push", "sync.pull"];

/** Every procedure that answers a shift on a tablet of some store and is a store's business. */
export const storeProcedures: Procedure[] = procedures.filter(
  ({ name, actor }) =>
    sharedProcedures.includes(name) ||
    (surfaceOf(actor, cells[name as ProcedureName]) === "store" && isKindAllowed(actor, "consultant")),
);

/** Fields of an input that point at nothing of a store's, each with its reason. */
const unownedFields: Record<string, string> = {
  key: "says that a repeated act is the same one",
  clientId: "names a queue of the caller's own",
  variantId: "the catalogue is everybody's",
  variantIds: "the catalogue is everybody's",
  epoch: "tells what the caller has seen",
};
/** The same for one procedure. */
const exempt: Record<string, string> = {
  "assistance.store.open.code": "a shopper says it to whom the shopper wants to be helped by",
  "staff.store.enrolDevice.code": "makes a tablet of the store that the code names",
  "register.store.payOut.refundId": "cash goes back in whichever store",
  "staff.store.approve.act.subjectId": "an approval opens nothing: the act itself looks whose the thing is",
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type Path = (string | number)[];

/** Where an input points at a thing: its ids, and its codes. */
function listPointers(value: unknown, at: Path = []): Path[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => listPointers(inner, [...at, key]));
  const isCode = at.at(-1) === "code" && typeof value === "string";
  return isCode || (typeof value === "string" && uuid.test(value)) ? [at] : [];
}

const getValue = (value: unknown, at: Path): unknown =>
  at.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);

function withValue<T>(value: T, at: Path, put: unknown): T {
  const copy = structuredClone(value);
  const parent = getValue(copy, at.slice(0, -1)) as Record<string | number, unknown>;
  parent[at.at(-1) ?? ""] = put;
  return copy;
}

/** The same environment from the other store: its staff are the consultant and the manager, its shopper another one. */
async function buildOtherStoreWorld(world: World): Promise<World> {
  const { people, store, other } = world;
  const manager = await createShift(other.id, "manager", "Aysel");
  const theirs = { consultant: people.elsewhere, elsewhere: people.consultant, manager, customerA: people.customerB };
  return { ...world, store: other, other: store, people: { ...people, ...theirs, customerB: people.customerA } };
}

type Trial = { target: Target; procedure: Procedure; cell: Cell; world: World };

function callProcedure(
  { target, procedure, world }: Trial,
  role: "consultant" | "manager",
  input: unknown,
): Promise<Answer> {
  const as = world.people[role];
  return (procedure.kind === "query" ? query : mutate)(target, procedure.name, { as, input });
}

/** Ids of things of the first store and its shopper, none of which the other store may be shown. */
async function createObjects(world: World): Promise<string[]> {
  const { pickupId, lineId, code } = await createPickup(world, "ready");
  const { consultant, customerA } = world.people;
  const made = [await createFitting(world), await createItemRequest(world), await createGrant(world, "consultant")];
  return [pickupId, lineId, code, ...made, consultant.staffId, consultant.storeDeviceId, customerA.shopperId];
}

const toMissing = (value: unknown) =>
  typeof value === "string" && uuid.test(value) ? randomUUID() : String(randomInt(1_000_000)).padStart(6, "0");

const getFieldName = (at: Path) => String(at.filter((key) => typeof key === "string").at(-1));

/** One id of the first store's among the other store's own: it must be refused as if there were no such thing. */
async function tryOne(
  tried: Trial,
  foreign: unknown,
  at: Path,
  role: "consultant" | "manager",
): Promise<string | null> {
  const { cell, world } = tried;
  const put = async (value: unknown) =>
    callProcedure(tried, role, withValue(await cell.input?.(world, role), at, value));
  const answer = await put(getValue(foreign, at));
  const verdict = judgeAnswer(answer, cell);
  const what = `${at.join(".")} of another store`;
  if (verdict !== "refused") return `${what} is ${verdict} (${describeAnswer(answer).slice(0, 160)})`;
  if (cell.refusedIn) return null;
  const none = await put(toMissing(getValue(foreign, at)));
  return describeAnswer(none) === describeAnswer(answer)
    ? null
    : `${what} is told apart from none (${describeAnswer(answer)} / ${describeAnswer(none)})`;
}

/** Calls a tablet's procedure in the other store with its own things, which must do, and with each thing of the first store. */
export async function tryForeign(target: Target, procedure: Procedure): Promise<string[]> {
  const { name, actor } = procedure;
  const cell: Cell = cells[name as ProcedureName];
  const first = await makeWorld();
  const world = await buildOtherStoreWorld(first);
  const role =
    cell.only && !cell.only.includes("consultant") && cell.only.includes("manager") ? "manager" : "consultant";
  const things = await createObjects(first);
  if (sharedProcedures.includes(name)) await createGrant(world, role);
  const tried = { target, procedure, cell, world };
  const honest = await callProcedure(tried, role, await cell.input?.(world, role));
  const wrong: string[] = [];
  if (judgeAnswer(honest, cell) !== "allowed")
    wrong.push(`the own thing is refused (${describeAnswer(honest).slice(0, 200)})`);
  if (!isAllowed(actor, cell, role) && !sharedProcedures.includes(name)) wrong.push("is not a tablet's");
  const shown = things.filter((id) => honest.body.includes(id));
  if (shown.length > 0) wrong.push(`shows ${shown.length} things of another store`);
  for (const at of listPointers(await cell.input?.(first, role))) {
    if (getFieldName(at) in unownedFields || `${name}.${at.join(".")}` in exempt) continue;
    const found = await tryOne(tried, await cell.input?.(first, role), at, role);
    if (found) wrong.push(found);
  }
  return wrong;
}
