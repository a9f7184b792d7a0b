import { z } from "zod";

const text = z.string().max(5000);
const wholeNumber = z.coerce.number().int();
const minor = wholeNumber.min(1).max(99_999_999);
const booleanText = z.enum(["true", "false"]).transform((value) => value === "true");
const currency = z.string().regex(/^[a-zA-Z]{3}$/);
const metadata = z.record(z.string().max(40), z.string().max(500));
const expand = z.array(z.string()).optional();
const captureMethod = z.enum(["automatic", "automatic_async", "manual"]);
const page = {
  expand,
  limit: wholeNumber.min(1).max(100).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: z
    .union([
      wholeNumber,
      z.strictObject({ gt: wholeNumber, gte: wholeNumber, lt: wholeNumber, lte: wholeNumber }).partial(),
    ])
    .optional(),
};
const personal = { email: text, name: text, phone: text, description: text, metadata };
const intent = { customer: text, description: text, receipt_email: text, metadata, payment_method: text };

/** The parameters of each call; an unknown parameter is refused, as Stripe does. */
export const inputs = {
  none: z.strictObject({ expand }),
  page: z.strictObject(page),
  customer: z.strictObject({ ...personal, expand }).partial(),
  customers: z.strictObject({ ...page, email: text.optional() }),
  paymentMethod: z.strictObject({
    type: z.literal("card"),
    card: z.strictObject({ number: text, exp_month: wholeNumber, exp_year: wholeNumber, cvc: text.optional() }),
    metadata: metadata.optional(),
    expand,
  }),
  intent: z.strictObject({
    ...z.strictObject(intent).partial().shape,
    amount: minor,
    currency,
    capture_method: captureMethod.optional(),
    allowed_payment_method_types: z
      .array(z.enum(["card", "card_present"]))
      .min(1)
      .optional(),
    automatic_payment_methods: z
      .strictObject({ enabled: booleanText, allow_redirects: z.enum(["always", "never"]).optional() })
      .optional(),
    confirm: booleanText.optional(),
    return_url: z.url().optional(),
    expand,
  }),
  intentUpdate: z.strictObject({ ...intent, amount: minor, expand }).partial(),
  intents: z.strictObject({ ...page, customer: text.optional() }),
  confirm: z.strictObject({ payment_method: text.optional(), return_url: z.url().optional(), expand }),
  capture: z.strictObject({ amount_to_capture: minor.optional(), metadata: metadata.optional(), expand }),
  cancel: z.strictObject({
    cancellation_reason: z.enum(["duplicate", "fraudulent", "requested_by_customer", "abandoned"]).optional(),
    expand,
  }),
  byIntent: z.strictObject({ ...page, payment_intent: text.optional(), charge: text.optional() }),
  session: z.strictObject({
    mode: z.literal("payment"),
    ui_mode: z.literal("hosted_page").optional(),
    success_url: z.url(),
    cancel_url: z.url().optional(),
    line_items: z
      .array(
        z.strictObject({
          quantity: wholeNumber.min(1),
          price_data: z.strictObject({
            currency,
            unit_amount: wholeNumber.min(0),
            tax_behavior: z.enum(["inclusive", "exclusive", "unspecified"]).optional(),
            product_data: z.strictObject({
              name: z.string().min(1),
              description: text.optional(),
              images: z.array(z.url()).max(8).optional(),
              metadata: metadata.optional(),
            }),
          }),
        }),
      )
      .min(1)
      .max(100),
    customer: text.optional(),
    customer_email: z.email().optional(),
    client_reference_id: z.string().max(200).optional(),
    locale: text.optional(),
    allowed_payment_method_types: z.array(z.literal("card")).min(1).optional(),
    expires_at: wholeNumber.optional(),
    metadata: metadata.optional(),
    payment_intent_data: z
      .strictObject({ capture_method: captureMethod, description: text, metadata, receipt_email: text })
      .partial()
      .optional(),
    expand,
  }),
  sessions: z.strictObject({
    ...page,
    payment_intent: text.optional(),
    customer: text.optional(),
    status: z.enum(["open", "complete", "expired"]).optional(),
  }),
  refund: z.strictObject({
    payment_intent: text.optional(),
    charge: text.optional(),
    amount: minor.optional(),
    reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
    metadata: metadata.optional(),
    expand,
  }),
  events: z.strictObject({ ...page, type: text.optional(), types: z.array(text).max(20).optional() }),
  location: z.strictObject({
    display_name: text,
    address: z.record(z.string(), text),
    metadata: metadata.optional(),
    expand,
  }),
  reader: z.strictObject({
    registration_code: z.string().regex(/^simulated-/, "must be a simulated reader's code, such as simulated-wpe"),
    location: text,
    label: text.optional(),
    metadata: metadata.optional(),
    expand,
  }),
  readers: z.strictObject({ ...page, location: text.optional() }),
  process: z.strictObject({
    payment_intent: text,
    process_config: z
      .strictObject({ skip_tipping: booleanText, enable_customer_cancellation: booleanText })
      .partial()
      .optional(),
    expand,
  }),
  present: z.strictObject({
    type: z.literal("card_present").optional(),
    card_present: z.strictObject({ number: text.optional() }).optional(),
    expand,
  }),
};

/** What a Checkout Session sets for the PaymentIntent of its payer. */
export type IntentData = NonNullable<z.infer<typeof inputs.session>["payment_intent_data"]>;
