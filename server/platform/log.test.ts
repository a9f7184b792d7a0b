import { DrizzleQueryError } from "drizzle-orm/errors";
import pino from "pino";
import { expect, it } from "vitest";
import { getInnermostMessage, summariseError } from "./log";

/** An error of a unique index on an address: the row's values are in `detail`, `parameters` and Drizzle's message. */
function createUniqueViolation() {
  const refused = Object.assign(new Error('duplicate key value violates unique constraint "customer_email_key"'), {
    code: "23505",
    detail: "Key (email)=(aysel@example.az) already exists.",
    parameters: ["aysel@example.az", "+994501112233"],
  });
  return new DrizzleQueryError(
    "insert into customer (email, phone) values ($1, $2)",
    ["aysel@example.az", "+994501112233\n    at Aysel"],
    refused,
  );
}

it("logs a failed statement without its parameters", () => {
  const lines: string[] = [];
  const logger = pino({ serializers: { err: summariseError } }, { write: (line) => void lines.push(line) });
  logger.error({ err: createUniqueViolation() }, "request failed");
  const [line = ""] = lines;
  expect(line).not.toMatch(/aysel|99450|example\.az/i);
  expect(JSON.parse(line).err).toMatchObject({
    type: "DrizzleQueryError",
    message: "Failed query: insert into customer (email, phone) values ($1, $2)",
    stack: expect.stringMatching(/^ +at /),
    cause: { code: "23505", message: expect.stringContaining("customer_email_key") },
  });
});

it("leaves values and addresses out of messages", () => {
  const value = Object.assign(new Error('invalid input syntax for type uuid: "Aysel "M" Quliyeva"'), { code: "22P02" });
  expect(summariseError(value).message).toBe("invalid input syntax for type uuid: …");
  expect(summariseError(new Error("550 no such box: <aysel@example.az>")).message).toBe("550 no such box: <…@…>");
  expect(summariseError({ email: "aysel@example.az" })).toEqual({ type: "object", message: "" });
});

it("reports the cause in one line", () => {
  expect(getInnermostMessage(createUniqueViolation())).toBe(
    'duplicate key value violates unique constraint "customer_email_key"',
  );
  expect(getInnermostMessage(new Error("the lock is held\nfor long"))).toBe("the lock is held");
  expect(getInnermostMessage("just text")).toBe("just text");
});
