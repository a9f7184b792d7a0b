import type { z } from "zod";
import { inputs } from "./api-schema";
import { createSession, expireSession } from "./checkout";
import { createCustomer, createPaymentMethod, deleteCustomer, updateCustomer } from "./customers";
import type { Nested } from "./form-encoding";
import { cancelIntent, captureIntent, confirmIntent, createIntent, updateIntent } from "./intents";
import { createRefund } from "./refunds";
import { Refusal, wrongParameter } from "./rules";
import type { Kind } from "./schema";
import { cancelAction, createLocation, createReader, presentCard, processIntent } from "./terminal";
import { expanded, find, listOf, type World } from "./state";

type Params = { [key: string]: Nested };
type Run = (world: World, given: Params, id: string, url: string) => unknown;
type Route = { method: string; pattern: RegExp; run: Run };
type Expandable = { expand?: string[] | undefined };

/** One call of the API: `:id` in the path, the parameters' schema, what is done. The answer is expanded as asked. */
function on<S extends z.ZodType<Expandable>>(
  call: string,
  schema: S,
  work: (world: World, input: z.output<S>, id: string, url: string) => object,
): Route {
  const [method = "", path = ""] = call.split(" ");
  const run: Run = (world, given, id, url) => {
    const parsed = schema.safeParse(given);
    if (!parsed.success) throw wrongParameter(parsed.error, given);
    return expanded(world, work(world, parsed.data, id, url), parsed.data.expand);
  };
  return { method, pattern: new RegExp(`^${path.replace(":id", "([^/]+)")}$`), run };
}

const read = (path: string, kind: Kind) =>
  on(`GET ${path}/:id`, inputs.none, (world, _, id) => find(world, kind, id, kind.split(".").at(-1)));

const money = [
  on("POST /v1/payment_intents", inputs.intent, (world, input) => {
    const intent = createIntent(world, input);
    return input.confirm ? confirmIntent(world, intent.id, { return_url: input.return_url }) : intent;
  }),
  on("GET /v1/payment_intents", inputs.intents, (world, input, _, url) =>
    listOf(world, "payment_intent", url, input, (i) => !input.customer || i.customer === input.customer),
  ),
  read("/v1/payment_intents", "payment_intent"),
  on("POST /v1/payment_intents/:id", inputs.intentUpdate, (world, input, id) => updateIntent(world, id, input)),
  on("POST /v1/payment_intents/:id/confirm", inputs.confirm, (world, input, id) => confirmIntent(world, id, input)),
  on("POST /v1/payment_intents/:id/capture", inputs.capture, (world, input, id) => {
    const intent = captureIntent(world, id, input.amount_to_capture);
    Object.assign(intent.metadata, input.metadata);
    return intent;
  }),
  on("POST /v1/payment_intents/:id/cancel", inputs.cancel, (world, input, id) =>
    cancelIntent(world, id, input.cancellation_reason),
  ),
  read("/v1/charges", "charge"),
  on("GET /v1/charges", inputs.byIntent, (world, input, _, url) =>
    listOf(world, "charge", url, input, (c) => !input.payment_intent || c.payment_intent === input.payment_intent),
  ),
  on("POST /v1/refunds", inputs.refund, (world, input) => createRefund(world, input)),
  on("GET /v1/refunds", inputs.byIntent, (world, input, _, url) =>
    listOf(
      world,
      "refund",
      url,
      input,
      (r) =>
        (!input.payment_intent || r.payment_intent === input.payment_intent) &&
        (!input.charge || r.charge === input.charge),
    ),
  ),
  read("/v1/refunds", "refund"),
];

const people = [
  on("POST /v1/customers", inputs.customer, createCustomer),
  on("GET /v1/customers", inputs.customers, (world, input, _, url) =>
    listOf(world, "customer", url, input, (c) => !input.email || c.email === input.email),
  ),
  read("/v1/customers", "customer"),
  on("POST /v1/customers/:id", inputs.customer, (world, input, id) => updateCustomer(world, id, input)),
  on("DELETE /v1/customers/:id", inputs.none, (world, _, id) => deleteCustomer(world, id)),
  on("POST /v1/payment_methods", inputs.paymentMethod, (world, input) => createPaymentMethod(world, input.card)),
  read("/v1/payment_methods", "payment_method"),
];

const checkout = [
  on("POST /v1/checkout/sessions", inputs.session, createSession),
  on("GET /v1/checkout/sessions", inputs.sessions, (world, input, _, url) =>
    listOf(
      world,
      "checkout.session",
      url,
      input,
      (s) =>
        (!input.payment_intent || s.payment_intent === input.payment_intent) &&
        (!input.customer || s.customer === input.customer) &&
        (!input.status || s.status === input.status),
    ),
  ),
  read("/v1/checkout/sessions", "checkout.session"),
  on("POST /v1/checkout/sessions/:id/expire", inputs.none, (world, _, id) => expireSession(world, id)),
  on("GET /v1/checkout/sessions/:id/line_items", inputs.page, (world, _, id, url) => {
    const session = find(world, "checkout.session", id, "session");
    return { object: "list", url, data: world.lines.get(session.id) ?? [], has_more: false };
  }),
];

const sameType = (type: string, wanted: string) =>
  wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;

const events = [
  on("GET /v1/events", inputs.events, (world, input, _, url) => {
    const wanted = input.types ?? (input.type ? [input.type] : ["*"]);
    return listOf(world, "event", url, input, (e) => wanted.some((w) => sameType(e.type, w)));
  }),
  read("/v1/events", "event"),
];

const terminal = [
  on("POST /v1/terminal/locations", inputs.location, createLocation),
  on("GET /v1/terminal/locations", inputs.page, (world, input, _, url) =>
    listOf(world, "terminal.location", url, input),
  ),
  read("/v1/terminal/locations", "terminal.location"),
  on("POST /v1/terminal/readers", inputs.reader, createReader),
  on("GET /v1/terminal/readers", inputs.readers, (world, input, _, url) =>
    listOf(world, "terminal.reader", url, input, (r) => !input.location || r.location === input.location),
  ),
  read("/v1/terminal/readers", "terminal.reader"),
  on("POST /v1/terminal/readers/:id/process_payment_intent", inputs.process, (world, input, id) =>
    processIntent(world, id, input.payment_intent),
  ),
  on("POST /v1/terminal/readers/:id/cancel_action", inputs.none, (world, _, id) => cancelAction(world, id)),
  on("POST /v1/test_helpers/terminal/readers/:id/present_payment_method", inputs.present, (world, input, id) =>
    presentCard(world, id, input.card_present?.number),
  ),
];

const routes = [...money, ...people, ...checkout, ...events, ...terminal];

/** Answers one call of Stripe's API. Throws a Refusal with Stripe's own error body, 404 for an unknown call too. */
export function callApi(world: World, method: string, path: string, params: Params): unknown {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match) return route.run(world, params, decodeURIComponent(match[1] ?? ""), path);
  }
  throw new Refusal(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}). The local Stripe does not speak it.`,
  });
}
