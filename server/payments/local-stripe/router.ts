import type { z } from "zod";
import { inputs } from "./api-schema";
import { createSession, expireSession } from "./checkout";
import { createCustomer, createPaymentMethod, deleteCustomer, updateCustomer } from "./customers";
import type { Nested } from "./form-encoding";
import { cancelIntent, captureIntent, confirmIntent, createIntent, updateIntent } from "./intents";
import { createRefund } from "./refunds";
import { Refusal, toWrongParameter } from "./rules";
import type { Kind } from "./schema";
import { expandPaths, findObject, listObjects, type StripeState } from "./state";
import { cancelAction, createLocation, createReader, presentCard, processIntent } from "./terminal";

type Params = { [key: string]: Nested };
type Run = (state: StripeState, given: Params, id: string, url: string) => unknown;
type Route = { method: string; pattern: RegExp; run: Run };
type Expandable = { expand?: string[] | undefined };

/**
 * Defines one call of the API: `:id` in the path, the parameters' schema, the handler. The answer is expanded as
 * requested.
 */
function defineCall<S extends z.ZodType<Expandable>>(
  call: string,
  schema: S,
  work: (state: StripeState, input: z.output<S>, id: string, url: string) => object,
): Route {
  const [method = "", path = ""] = call.split(" ");
  const run: Run = (state, given, id, url) => {
    const parsed = schema.safeParse(given);
    if (!parsed.success) throw toWrongParameter(parsed.error, given);
    return expandPaths(state, work(state, parsed.data, id, url), parsed.data.expand);
  };
  return { method, pattern: new RegExp(`^${path.replace(":id", "([^/]+)")}$`), run };
}

const defineRead = (path: string, kind: Kind) =>
  defineCall(`GET ${path}/:id`, inputs.none, (state, _, id) => findObject(state, kind, id, kind.split(".").at(-1)));

const moneyRoutes = [
  defineCall("POST /v1/payment_intents", inputs.intent, (state, input) => {
    const intent = createIntent(state, input);
    return input.confirm ? confirmIntent(state, intent.id, { return_url: input.return_url }) : intent;
  }),
  defineCall("GET /v1/payment_intents", inputs.intents, (state, input, _, url) =>
    listObjects(state, "payment_intent", url, {
      page: input,
      filters: (i) => !input.customer || i.customer === input.customer,
    }),
  ),
  defineRead("/v1/payment_intents", "payment_intent"),
  defineCall("POST /v1/payment_intents/:id", inputs.intentUpdate, (state, input, id) => updateIntent(state, id, input)),
  defineCall("POST /v1/payment_intents/:id/confirm", inputs.confirm, (state, input, id) =>
    confirmIntent(state, id, input),
  ),
  defineCall("POST /v1/payment_intents/:id/capture", inputs.capture, (state, input, id) => {
    const intent = captureIntent(state, id, input.amount_to_capture);
    Object.assign(intent.metadata, input.metadata);
    return intent;
  }),
  defineCall("POST /v1/payment_intents/:id/cancel", inputs.cancel, (state, input, id) =>
    cancelIntent(state, id, { reason: input.cancellation_reason }),
  ),
  defineRead("/v1/charges", "charge"),
  defineCall("GET /v1/charges", inputs.byIntent, (state, input, _, url) =>
    listObjects(state, "charge", url, {
      page: input,
      filters: (c) => !input.payment_intent || c.payment_intent === input.payment_intent,
    }),
  ),
  defineCall("POST /v1/refunds", inputs.refund, (state, input) => createRefund(state, input)),
  defineCall("GET /v1/refunds", inputs.byIntent, (state, input, _, url) =>
    listObjects(state, "refund", url, {
      page: input,
      filters: (r) =>
        (!input.payment_intent || r.payment_intent === input.payment_intent) &&
        (!input.charge || r.charge === input.charge),
    }),
  ),
  defineRead("/v1/refunds", "refund"),
];

const customerRoutes = [
  defineCall("POST /v1/customers", inputs.customer, createCustomer),
  defineCall("GET /v1/customers", inputs.customers, (state, input, _, url) =>
    listObjects(state, "customer", url, { page: input, filters: (c) => !input.email || c.email === input.email }),
  ),
  defineRead("/v1/customers", "customer"),
  defineCall("POST /v1/customers/:id", inputs.customer, (state, input, id) => updateCustomer(state, id, input)),
  defineCall("DELETE /v1/customers/:id", inputs.none, (state, _, id) => deleteCustomer(state, id)),
  defineCall("POST /v1/payment_methods", inputs.paymentMethod, (state, input) =>
    createPaymentMethod(state, input.card),
  ),
  defineRead("/v1/payment_methods", "payment_method"),
];

const checkoutRoutes = [
  defineCall("POST /v1/checkout/sessions", inputs.session, createSession),
  defineCall("GET /v1/checkout/sessions", inputs.sessions, (state, input, _, url) =>
    listObjects(state, "checkout.session", url, {
      page: input,
      filters: (s) =>
        (!input.payment_intent || s.payment_intent === input.payment_intent) &&
        (!input.customer || s.customer === input.customer) &&
        (!input.status || s.status === input.status),
    }),
  ),
  defineRead("/v1/checkout/sessions", "checkout.session"),
  defineCall("POST /v1/checkout/sessions/:id/expire", inputs.none, (state, _, id) => expireSession(state, id)),
  defineCall("GET /v1/checkout/sessions/:id/line_items", inputs.page, (state, _, id, url) => {
    const session = findObject(state, "checkout.session", id, "session");
    return { object: "list", url, data: state.lines.get(session.id) ?? [], has_more: false };
  }),
];

const isSameType = (type: string, pattern: string) =>
  pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

const eventRoutes = [
  defineCall("GET /v1/events", inputs.events, (state, input, _, url) => {
    const types = input.types ?? (input.type ? [input.type] : ["*"]);
    return listObjects(state, "event", url, { page: input, filters: (e) => types.some((w) => isSameType(e.type, w)) });
  }),
  defineRead("/v1/events", "event"),
];

const terminalRoutes = [
  defineCall("POST /v1/terminal/locations", inputs.location, createLocation),
  defineCall("GET /v1/terminal/locations", inputs.page, (state, input, _, url) =>
    listObjects(state, "terminal.location", url, { page: input }),
  ),
  defineRead("/v1/terminal/locations", "terminal.location"),
  defineCall("POST /v1/terminal/readers", inputs.reader, createReader),
  defineCall("GET /v1/terminal/readers", inputs.readers, (state, input, _, url) =>
    listObjects(state, "terminal.reader", url, {
      page: input,
      filters: (r) => !input.location || r.location === input.location,
    }),
  ),
  defineRead("/v1/terminal/readers", "terminal.reader"),
  defineCall("POST /v1/terminal/readers/:id/process_payment_intent", inputs.process, (state, input, id) =>
    processIntent(state, id, input.payment_intent),
  ),
  defineCall("POST /v1/terminal/readers/:id/cancel_action", inputs.none, (state, _, id) => cancelAction(state, id)),
  defineCall("POST /v1/test_helpers/terminal/readers/:id/present_payment_method", inputs.present, (state, input, id) =>
    presentCard(state, id, input.card_present?.number),
  ),
];

const routes = [...moneyRoutes, ...customerRoutes, ...checkoutRoutes, ...eventRoutes, ...terminalRoutes];

/** Answers one call of Stripe's API. Throws a Refusal with Stripe's own error body, 404 for an unknown call too. */
export function callApi(state: StripeState, method: string, path: string, params: Params): unknown {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return route.run(state, params, decodeURIComponent(match[1] ?? ""), path);
  }
  throw new Refusal(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}). The local Stripe does not speak it.`,
  });
}
