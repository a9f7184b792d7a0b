import { createHash } from "node:crypto";
import { invalid, Refusal } from "./rules";
import { nowOf, type World } from "./state";

type Answer = { status: number; body: unknown; replayed: boolean };
type Call = { key: string | undefined; method: string; path: string; params: string };

const day = 24 * 60 * 60;

/** Stripe keeps no answer of a call whose parameters were wrong, so that it can be put right under the same key. */
const keeps = ({ status, body }: Refusal) => status === 402 || (status === 400 && !body.param);

/** What a call is answered: `work`'s answer, or the body of the refusal it threw. Other errors pass. */
function answerOf(work: () => unknown): { status: number; body: unknown; kept: boolean } {
  try {
    return { status: 200, body: structuredClone(work()), kept: true };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { status: thrown.status, body: { error: thrown.body }, kept: keeps(thrown) };
  }
}

/**
 * Does `work` once under an idempotency key: the same call again gets the first answer, another call under the key is refused
 * (`idempotency_error`). Keys are forgotten after a day.
 */
export function once(world: World, { key, method, path, params }: Call, work: () => unknown): Answer {
  if (!key || method !== "POST") return { ...answerOf(work), replayed: false };
  if (key.length > 255) throw invalid("An idempotency key has 255 characters at most.");
  const call = createHash("sha256").update(`${method} ${path}\n${params}`).digest("hex");
  const before = world.answered.get(key);
  if (before && before.at > nowOf(world) - day) {
    if (before.call === call) return { status: before.status, body: before.body, replayed: true };
    throw new Refusal(400, {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }
  const { status, body, kept } = answerOf(work);
  if (kept) world.answered.set(key, { call, status, body, at: nowOf(world) });
  return { status, body, replayed: false };
}
