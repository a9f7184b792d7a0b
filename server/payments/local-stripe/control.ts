import { z } from "zod";
import type { Nested } from "./form-encoding";
import { Refusal, toWrongParameter } from "./rules";
import type { StripeState } from "./state";
import type { createWebhookSender } from "./webhooks";

/** Faults of the next answers: delayed ones, before or after the effect, and lost ones after it. */
export type Faults = { delayMs: number; delay: "before" | "after"; loseAnswers: number };
type ControlDeps = { state: StripeState; webhooks: ReturnType<typeof createWebhookSender>; faults: Faults };

const whole = z.coerce.number().int().min(0);
const inputs = {
  clock: z.strictObject({ advance: whole }),
  webhooks: z.strictObject({ mode: z.enum(["now", "hold", "lose"]) }),
  deliver: z.strictObject({
    ids: z.array(z.string()),
    copies: whole.min(1).max(100).optional(),
    age: whole.optional(),
  }),
  faults: z.strictObject({
    delay_ms: whole.max(120_000).default(0),
    delay: z.enum(["before", "after"]).default("before"),
    lose_answers: whole.default(0),
  }),
};

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw toWrongParameter(parsed.error, input);
  return parsed.data;
}

/**
 * Handles what tests call at a local Stripe in a process of its own (`/_local/…`): move its clock, choose how webhooks
 * are sent, send given events, delay or lose answers. Throws 404 for anything else.
 */
export async function handleControl(
  { state, webhooks, faults }: ControlDeps,
  call: string,
  input: { [key: string]: Nested },
) {
  switch (call) {
    case "POST /_local/clock":
      state.skew += parse(inputs.clock, input).advance;
      return { skew: state.skew };
    case "POST /_local/webhooks":
      webhooks.setMode(parse(inputs.webhooks, input).mode);
      return {};
    case "GET /_local/webhooks":
      await webhooks.settled();
      return { held: webhooks.held.map(({ id, type }) => ({ id, type })), attempts: webhooks.attempts };
    case "POST /_local/deliver": {
      const { ids, copies = 1, age = 0 } = parse(inputs.deliver, input);
      return { statuses: await webhooks.deliver(ids, { copies, age }) };
    }
    case "POST /_local/faults": {
      const { delay_ms: delayMs, delay, lose_answers: loseAnswers } = parse(inputs.faults, input);
      return Object.assign(faults, { delayMs, delay, loseAnswers });
    }
    default:
      throw new Refusal(404, { type: "invalid_request_error", message: `Unrecognized request (${call}).` });
  }
}
