import { createHash } from "node:crypto";
import { Refusal, toInvalid } from "./rules";
import { getNow, type StripeState } from "./state";

type StoredResponse = { status: number; body: unknown; replayed: boolean };
type ApiCall = { key: string | undefined; method: string; path: string; params: string };

const day = 24 * 60 * 60;

/** Stripe keeps no answer of a call with wrong parameters, so that it can be corrected under the same key. */
const isKept = ({ status, body }: Refusal) => status === 402 || (status === 400 && !body.param);

/** Runs `work`; returns its answer, or the body of the refusal it threw. Other errors pass. */
function runWork(work: () => unknown): { status: number; body: unknown; kept: boolean } {
  try {
    return { status: 200, body: structuredClone(work()), kept: true };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { status: thrown.status, body: { error: thrown.body }, kept: isKept(thrown) };
  }
}

/**
 * Runs `work` once under an idempotency key: the same call again gets the first answer, another call under the key is
 * refused (`idempotency_error`). Keys expire after a day.
 */
export function runIdempotent(
  state: StripeState,
  { key, method, path, params }: ApiCall,
  work: () => unknown,
): StoredResponse {
  if (!key || method !== "POST") return { ...runWork(work), replayed: false };
  if (key.length > 255) throw toInvalid("An idempotency key has 255 characters at most.");
  const call = createHash("sha256").update(`${method} ${path}\n${params}`).digest("hex");
  const before = state.answered.get(key);
  if (before && before.at > getNow(state) - day) {
    if (before.call === call) return { status: before.status, body: before.body, replayed: true };
    throw new Refusal(400, {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }
  const { status, body, kept } = runWork(work);
  if (kept) state.answered.set(key, { call, status, body, at: getNow(state) });
  return { status, body, replayed: false };
}
