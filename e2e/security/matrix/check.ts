import { randomUUID } from "node:crypto";
import type { Meta } from "@/server/trpc/init";
import { type Answer, mutate, query, type Target } from "../target";
import { type Cell, isAllowed, isKindAllowed, surfaceOf } from "./cell";
import { getPerson, makeWorld, type Role, roles, type World } from "./world";

export type Procedure = { name: string; kind: "query" | "mutation"; actor: Meta["actor"] };

const refusals = ["UNAUTHENTICATED", "NOT_FOUND"];

/** What a stranger may learn from an answer. */
export const describeAnswer = ({ status, body }: Answer) => `${status} ${body}`;

export function judgeAnswer(answer: Answer, cell: Cell): "allowed" | "refused" | "broken" {
  if (answer.status === 200) return cell.refusedIn?.(answer.data) ? "refused" : "allowed";
  if ([...refusals, ...(cell.refusedAs ?? [])].includes(answer.code)) return "refused";
  return (cell.answers as readonly string[] | undefined)?.includes(answer.code) ? "allowed" : "broken";
}

type Trial = { target: Target; procedure: Procedure; cell: Cell; world: World; role: Role };

function callProcedure({ target, procedure, cell, world, role }: Trial, input: unknown): Promise<Answer> {
  const as = getPerson(world, role, surfaceOf(procedure.actor, cell));
  return (procedure.kind === "query" ? query : mutate)(target, procedure.name, { as, input });
}

/** One cell, really called: null when it is as declared, else what is wrong. */
async function tryCell(tried: Trial): Promise<string | null> {
  const { procedure, cell, world, role } = tried;
  const { actor } = procedure;
  const input = await cell.input?.(world, role);
  const answer = await callProcedure(tried, input);
  const verdict = judgeAnswer(answer, cell);
  const expected = isAllowed(actor, cell, role) ? "allowed" : "refused";
  if (verdict !== expected)
    return `${role}: ${verdict}, declared ${expected} (${describeAnswer(answer).slice(0, 160)})`;
  if (verdict === "allowed" || !cell.object || !isKindAllowed(actor, role)) return null;
  const missing = await callProcedure(tried, { ...(input as object), [cell.object.field]: randomUUID() });
  if (describeAnswer(missing) === describeAnswer(answer)) return null;
  return `${role}: what is another's is told apart from what is missing (${describeAnswer(answer)} / ${describeAnswer(missing)})`;
}

/** Calls a procedure as every role; gives what is not as declared. */
export async function tryProcedure(target: Target, procedure: Procedure, cell: Cell): Promise<string[]> {
  const world = await makeWorld();
  const wrong: string[] = [];
  for (const role of roles) {
    const found = await tryCell({ target, procedure, cell, world, role });
    if (found) wrong.push(found);
  }
  return wrong;
}
