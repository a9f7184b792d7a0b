import { expect, test, vi } from "vitest";
import { type ScanMatch, ScanQueue, type ScanTarget, type StoredScan } from "./scan-queue";

const buildMatch = (name: string): ScanMatch<string> => ({ key: name, name, value: name });

/** A target that records what it handled; look-ups are answered when the test says so. */
function createTarget(means: (text: string) => string[] = (text) => [text]) {
  const asked: { text: string; answer: () => void; fail: () => void }[] = [];
  const taken: string[] = [];
  const ids: string[] = [];
  const target: ScanTarget<string> = {
    find: (text) =>
      new Promise((resolve, reject) =>
        asked.push({
          text,
          answer: () => resolve(means(text).map(buildMatch)),
          fail: () => reject(new Error("offline")),
        }),
      ),
    take: (value, id) => {
      taken.push(value);
      ids.push(id);
      return { tone: "done", words: `added ${value}` };
    },
  };
  const look = async (n: number) => {
    await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(n));
    return asked[n - 1] as (typeof asked)[number];
  };
  return { target: target as ScanTarget, asked, taken, ids, look };
}
const createQueue = (target: ScanTarget) => {
  const queue = new ScanQueue();
  return { queue, close: queue.open(target) };
};

test("two scans within one look-up both count, in their order", async () => {
  const { target, taken, look } = createTarget();
  const { queue } = createQueue(target);
  const both = [queue.hear("A"), queue.hear("B")];
  expect(queue.view().waiting).toBe(2);
  (await look(1)).answer();
  (await look(2)).answer();
  expect(await Promise.all(both)).toEqual(["taken", "taken"]);
  expect(taken).toEqual(["A", "B"]);
  expect(queue.view()).toMatchObject({ waiting: 0, now: null, said: { words: "added B" } });
});

test("three scans of one variant count three items", async () => {
  const { target, taken, look } = createTarget();
  const { queue } = createQueue(target);
  const all = ["A", "A", "A"].map((code) => queue.hear(code));
  for (const n of [1, 2, 3]) (await look(n)).answer();
  await Promise.all(all);
  expect(taken).toEqual(["A", "A", "A"]);
});

test("an unknown code is reported and the next goes on; a typed one is reported by its form", async () => {
  const { target, taken, look } = createTarget((text) => (text === "B" ? ["B"] : []));
  const { queue } = createQueue(target);
  const unknown = queue.hear("X");
  (await look(1)).answer();
  expect(await unknown).toBe("unknown");
  expect(queue.view().said).toMatchObject({ what: "unknown", text: "X", tone: "refused" });
  const next = queue.hear("B");
  const typed = queue.hear("Y", true);
  (await look(2)).answer();
  await next;
  (await look(3)).answer();
  expect(await typed).toBe("unknown");
  expect(queue.view().said).toMatchObject({ words: "added B" });
  expect(taken).toEqual(["B"]);
});

test("a failed look-up keeps the scan and those behind it until it is tried again", async () => {
  const { target, taken, look } = createTarget();
  const { queue } = createQueue(target);
  const both = [queue.hear("A"), queue.hear("B")];
  (await look(1)).fail();
  await vi.waitFor(() => expect(queue.view().now).toMatchObject({ why: "failed", text: "A" }));
  expect(queue.view().waiting).toBe(2);
  queue.retry();
  (await look(2)).answer();
  (await look(3)).answer();
  await Promise.all(both);
  expect(taken).toEqual(["A", "B"]);
});

test("a failed scan can be skipped, and that is reported", async () => {
  const { target, taken, look } = createTarget();
  const { queue } = createQueue(target);
  const scan = queue.hear("A");
  (await look(1)).fail();
  await vi.waitFor(() => expect(queue.view().now?.why).toBe("failed"));
  queue.leaveOut();
  expect(await scan).toBe("left");
  expect(queue.view().said).toMatchObject({ what: "leftOut", text: "A" });
  expect(taken).toEqual([]);
});

test("a failed action is retried under the same id, without another look-up", async () => {
  const { target, ids, look, asked } = createTarget();
  const take = target.take;
  let fails = true;
  target.take = (value, id) => {
    if (fails) {
      ids.push(id);
      throw new Error("offline");
    }
    return take(value, id);
  };
  const { queue } = createQueue(target);
  const scan = queue.hear("A");
  (await look(1)).answer();
  await vi.waitFor(() => expect(queue.view().now?.why).toBe("failed"));
  fails = false;
  queue.retry();
  expect(await scan).toBe("taken");
  expect(new Set(ids).size).toBe(1);
  expect(asked).toHaveLength(1);
});

test("a code of several variants asks which; the queue waits for the answer", async () => {
  const { target, taken, look, asked } = createTarget((text) => (text === "AB" ? ["A", "B"] : [text]));
  const { queue } = createQueue(target);
  const all = [queue.hear("AB"), queue.hear("C"), queue.hear("AB")];
  (await look(1)).answer();
  await vi.waitFor(() => expect(queue.view().asks?.meanings.map((m) => m.name)).toEqual(["A", "B"]));
  expect(asked).toHaveLength(1);
  queue.choose(queue.view().asks?.meanings[1] ?? null);
  (await look(2)).answer();
  (await look(3)).answer();
  await vi.waitFor(() => expect(queue.view().asks).not.toBeNull());
  queue.choose(null);
  expect(await Promise.all(all)).toEqual(["taken", "taken", "left"]);
  expect(taken).toEqual(["B", "C"]);
});

test("a dialog over the target: the scan waits and says so", async () => {
  const { target, taken, look, asked } = createTarget();
  let isCovered = true;
  target.isCovered = () => isCovered;
  const { queue } = createQueue(target);
  const scan = queue.hear("A");
  expect(queue.view().now).toEqual({ text: "A", why: "covered" });
  expect(asked).toHaveLength(0);
  isCovered = false;
  (await look(1)).answer();
  await scan;
  expect(taken).toEqual(["A"]);
});

test("a closed target: what it did not handle is reported, and no other target gets it", async () => {
  const first = createTarget();
  const { queue, close } = createQueue(first.target);
  const scan = queue.hear("A");
  const look = await first.look(1);
  close();
  const second = createTarget();
  queue.open(second.target);
  look.answer();
  expect(await scan).toBe("left");
  expect(queue.view().said).toMatchObject({ what: "left", text: "A" });
  expect([...first.taken, ...second.taken]).toEqual([]);
});

test("a scan without a target is reported", async () => {
  const queue = new ScanQueue();
  expect(await queue.hear("A")).toBe("left");
  expect(queue.view().said).toMatchObject({ what: "nowhere", text: "A" });
});

test("an unanswered scan resumes after a reload on its own screen, once, under its old id", async () => {
  let kept: StoredScan[] = [];
  const write = (scans: StoredScan[]) => {
    kept = scans;
  };
  const keeper = { read: () => kept, write };
  const before = createTarget();
  const queue = new ScanQueue(keeper);
  queue.open({ ...before.target, name: "sell" });
  void queue.hear("A");
  void queue.hear({ text: "B", other: "C" });
  (await before.look(1)).answer();
  await vi.waitFor(() => expect(before.taken).toEqual(["A"]));
  expect(kept).toMatchObject([{ text: "B", other: "C", target: "sell" }]);
  const [waiting] = kept;
  const other = createTarget();
  const after = createTarget((text) => (text === "C" ? ["C"] : []));
  const next = new ScanQueue(keeper);
  const close = next.open({ ...other.target, name: "count 1" });
  void next.hear("D");
  (await other.look(1)).answer();
  await vi.waitFor(() => expect(other.taken).toEqual(["D"]));
  expect(kept).toEqual([waiting]);
  close();
  next.open({ ...after.target, name: "sell" });
  (await after.look(1)).answer();
  (await after.look(2)).answer();
  await vi.waitFor(() => expect(after.taken).toEqual(["C"]));
  expect(after.ids).toEqual([waiting?.id]);
  await vi.waitFor(() => expect(kept).toEqual([]));
});

test("scans that may identify a person are not stored", async () => {
  const written: StoredScan[][] = [];
  const queue = new ScanQueue({ read: () => [], write: (scans) => written.push(scans) });
  const { target, look } = createTarget();
  queue.open(target);
  const heard = queue.hear("selvedge:card:AbCdEfGh_-0123456789zZ");
  (await look(1)).answer();
  await heard;
  expect(written.flat()).toEqual([]);
});

test("of two readings of a scan the known one counts; when both are known, it asks", async () => {
  const { target, taken, look } = createTarget((text) => (["K09-Z", "A", "B"].includes(text) ? [text] : []));
  const { queue } = createQueue(target);
  const first = queue.hear({ text: "K09/Y", other: "K09-Z" });
  (await look(1)).answer();
  (await look(2)).answer();
  expect(await first).toBe("taken");
  const second = queue.hear({ text: "A", other: "B" });
  (await look(3)).answer();
  (await look(4)).answer();
  await vi.waitFor(() => expect(queue.view().asks?.meanings).toHaveLength(2));
  queue.choose(buildMatch("B"));
  await second;
  expect(taken).toEqual(["K09-Z", "B"]);
});
