import { expect, test } from "vitest";
import { isDatabaseUnavailable } from "./errors";

const createCodedError = (code: string, cause?: Error) => Object.assign(new Error("…", { cause }), { code });

test.each(["ECONNREFUSED", "ECONNRESET", "53100", "53300", "57P01", "57P03", "55P03", "08006"])(
  "%s means unavailable, also as the cause of a failed statement",
  (code) => {
    expect(isDatabaseUnavailable(createCodedError(code))).toBe(true);
    expect(
      isDatabaseUnavailable(
        new Error("Failed query", { cause: new Error("again", { cause: createCodedError(code) }) }),
      ),
    ).toBe(true);
  },
);

test.each([
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
])("the driver's own «%s» means unavailable", (message) => {
  expect(isDatabaseUnavailable(new Error("Failed query", { cause: new Error(message) }))).toBe(true);
});

test.each(["23505", "40P01", "22P02", "42P01"])("%s is the response of a working database", (code) => {
  expect(isDatabaseUnavailable(createCodedError(code))).toBe(false);
});

test("any other error is not the database's", () => {
  for (const thrown of [new Error("no"), "ECONNREFUSED", null, undefined])
    expect(isDatabaseUnavailable(thrown)).toBe(false);
});
