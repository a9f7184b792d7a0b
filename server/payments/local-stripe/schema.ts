/** An object's metadata, set by its owner. */
type Metadata = Record<string, string>;

type Base = { id: string; created: number; livemode: false; metadata: Metadata };
type Card = { brand: string; last4: string; exp_month: number; exp_year: number; country: string; funding: string };
type CardError = {
  type: "card_error";
  code: string;
  decline_code?: string;
  message: string;
  charge?: string;
  payment_method?: PaymentMethod;
};

export type Customer = Base & {
  object: "customer";
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
};

export type PaymentMethod = Base & {
  object: "payment_method";
  type: "card" | "card_present";
  card?: Card;
  card_present?: Card;
  customer: string | null;
  billing_details: { email: string | null; name: string | null };
};

type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "requires_capture"
  | "canceled"
  | "succeeded";

export type Intent = Base & {
  object: "payment_intent";
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  description: string | null;
  receipt_email: string | null;
  capture_method: "automatic" | "automatic_async" | "manual";
  allowed_payment_method_types: string[] | null;
  payment_method_types: string[];
  payment_method: string | null;
  client_secret: string;
  status: IntentStatus;
  latest_charge: string | null;
  next_action: null | { type: "redirect_to_url"; redirect_to_url: { url: string; return_url: string | null } };
  last_payment_error: CardError | null;
  canceled_at: number | null;
  cancellation_reason: string | null;
};

export type Charge = Base & {
  object: "charge";
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  currency: string;
  customer: string | null;
  payment_intent: string;
  payment_method: string;
  payment_method_details: { type: string; card?: Card; card_present?: Card };
  status: "succeeded" | "failed";
  paid: boolean;
  captured: boolean;
  refunded: boolean;
  failure_code: string | null;
  failure_message: string | null;
};

export type Refund = Base & {
  object: "refund";
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  reason: string | null;
  status: "succeeded";
};

export type LineItem = {
  id: string;
  object: "item";
  amount_subtotal: number;
  amount_total: number;
  amount_tax: 0;
  amount_discount: 0;
  currency: string;
  description: string;
  quantity: number;
  price: { id: string; object: "price"; currency: string; unit_amount: number; product: string };
};

export type Session = Base & {
  object: "checkout.session";
  mode: "payment";
  ui_mode: "hosted_page";
  status: "open" | "complete" | "expired";
  payment_status: "paid" | "unpaid";
  amount_subtotal: number;
  amount_total: number;
  currency: string;
  customer: string | null;
  customer_email: string | null;
  customer_details: { email: string | null; name: string | null } | null;
  client_reference_id: string | null;
  locale: string | null;
  payment_intent: string | null;
  allowed_payment_method_types: string[] | null;
  payment_method_types: string[];
  success_url: string;
  cancel_url: string | null;
  expires_at: number;
  url: string | null;
};

export type Location = Base & { object: "terminal.location"; display_name: string; address: Record<string, unknown> };

export type Reader = Base & {
  object: "terminal.reader";
  label: string;
  location: string;
  device_type: string;
  serial_number: string;
  status: "online";
  action: null | {
    type: "process_payment_intent";
    status: "in_progress" | "succeeded" | "failed";
    failure_code: string | null;
    failure_message: string | null;
    process_payment_intent: { payment_intent: string };
  };
};

export type EventRow = {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  livemode: false;
  type: string;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  data: { object: unknown };
};

/** Every kind of stored object, by its name in Stripe's API. */
export type Kinds = {
  customer: Customer;
  payment_method: PaymentMethod;
  payment_intent: Intent;
  charge: Charge;
  refund: Refund;
  "checkout.session": Session;
  "terminal.location": Location;
  "terminal.reader": Reader;
  event: EventRow;
};
export type Kind = keyof Kinds;
