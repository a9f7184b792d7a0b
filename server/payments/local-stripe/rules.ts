import type { z } from "zod";
import { getCardMinimum } from "../rules";

type Body = { type: string; message: string; code?: string; param?: string; [more: string]: unknown };

/** A refusal with the body that Stripe would send: `status` is HTTP's, `body` goes under `error`. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Body;
  constructor(status: number, body: Body) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** 400 with Stripe's type for an invalid call. */
export const toInvalid = (message: string, more: Partial<Body> = {}): Refusal =>
  new Refusal(400, { type: "invalid_request_error", message, ...more });

/** Throws 400 `amount_too_small` below Stripe's minimum in this currency. */
export function assertMinimumAmount(amount: number, currency: string): void {
  const least = getCardMinimum(currency);
  if (amount >= least) return;
  throw toInvalid(`Amount must be no less than ${least} in the minor unit of ${currency.toLowerCase()}`, {
    code: "amount_too_small",
    param: "amount",
  });
}

/** 404: no object has this id. */
export const toNotFound = (kind: string, id: string, param = "id"): Refusal =>
  new Refusal(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    param,
    message: `No such ${kind.replace(".", " ")}: '${id}'`,
  });

const formatPath = ([first, ...rest]: PropertyKey[]) =>
  `${String(first ?? "")}${rest.map((r) => `[${String(r)}]`).join("")}`;

/** Maps a call's first wrong parameter to Stripe's error: unknown, missing or invalid. */
export function toWrongParameter(error: z.ZodError, input: unknown): Refusal {
  const issue = error.issues[0];
  if (!issue) return toInvalid("Invalid request");
  if (issue.code === "unrecognized_keys") {
    const param = formatPath([...issue.path, issue.keys[0] ?? ""]);
    return toInvalid(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  const param = formatPath(issue.path);
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input);
  if (value === undefined) return toInvalid(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  return toInvalid(`Invalid ${param}: ${issue.message}`, { code: "parameter_invalid", param });
}
