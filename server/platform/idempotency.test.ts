import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { AppError } from "./errors";
import { runIdempotent } from "./idempotency";
import { inTransaction } from "./transaction";

const call = (key: string, args: unknown) => ({ scope: "shopper:x:book", key, args });

it("runs the work once for twenty concurrent calls and returns all of them the same result", async () => {
  const key = randomUUID();
  let ran = 0;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      inTransaction((tx) => runIdempotent(tx, call(key, { a: 1 }), async () => ({ nth: ++ran }))),
    ),
  );
  expect(ran).toBe(1);
  expect(new Set(answers.map((a) => a.nth))).toEqual(new Set([1]));
});

it("refuses the key with other arguments, and keeps no refused call", async () => {
  const key = randomUUID();
  const refused = inTransaction((tx) =>
    runIdempotent(tx, call(key, 1), async () => {
      throw new AppError("SLOT_TAKEN");
    }),
  );
  await expect(refused).rejects.toThrow("SLOT_TAKEN");
  expect(await inTransaction((tx) => runIdempotent(tx, call(key, 1), async () => "done"))).toBe("done");
  await expect(inTransaction((tx) => runIdempotent(tx, call(key, 2), async () => "other"))).rejects.toThrow(
    "IDEMPOTENCY_MISMATCH",
  );
});
