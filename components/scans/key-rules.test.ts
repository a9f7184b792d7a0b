import { expect, test } from "vitest";
import { emptyKeyBuffer, type Key, processKey } from "./key-rules";

const enter = { code: "Enter", key: "Enter" };
const tab = { code: "Tab", key: "Tab" };

/** Places of a scanner's keys on the US keyboard that it acts as. */
const places: Record<string, string> = {
  "-": "Minus",
  ".": "Period",
  "/": "Slash",
  "]": "BracketRight",
  ":": "Semicolon",
};
function getKeyPlace(sign: string): Pick<Key, "code" | "shiftKey"> {
  if (/\d/.test(sign)) return { code: `Digit${sign}` };
  if (/[a-z]/i.test(sign)) return { code: `Key${sign.toUpperCase()}`, shiftKey: sign !== sign.toLowerCase() };
  return { code: places[sign] ?? "", shiftKey: sign === ":" };
}

type Layout = (sign: string) => string;
const us: Layout = (sign) => sign;
const russian: Layout = (sign) => "йцукенгшщзфывапролдячсмитьё"["qwertyuiopasdfghjklzxcvbnm`".indexOf(sign)] ?? sign;
const french: Layout = (sign) => "à&é\"'(-è_ç"["0123456789".indexOf(sign)] ?? sign;
const capsLock: Layout = (sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase());

const german: Layout = (sign) => "zyZY-_"["yzYZ/?".indexOf(sign)] ?? sign;
/** Digits as a scanner sends them that is set to a French keyboard. */
const typeShifted = (digits: string, layout: Layout = (sign) => ")!@#$%^&*("[Number(sign)] ?? sign) =>
  typeKeys(digits, 10, layout).map((key) => (/^Digit/.test(key.code) ? { ...key, shiftKey: true } : key));

/** The keys of a text, `gap` ms apart (or each gap of a list in turn), as a layout writes them. */
function typeKeys(
  text: string,
  gap: number | number[],
  layout: Layout = us,
  end: Pick<Key, "code" | "key"> | null = enter,
) {
  const gaps = typeof gap === "number" ? [gap] : gap;
  let at = 1_000;
  const keys = [...text].map((sign, i): Key => {
    at += gaps[i % gaps.length] ?? 0;
    return { ...getKeyPlace(sign), key: layout(sign), at };
  });
  return end ? [...keys, { ...end, at: at + (gaps[0] ?? 0) }] : keys;
}

/** The scans in a row of keys. */
function listScans(keys: Key[]): string[] {
  let buffer = emptyKeyBuffer;
  return keys.flatMap((key) => {
    const result = processKey(buffer, key);
    buffer = result.heard;
    return result.scan === undefined ? [] : [[result.scan.text, result.scan.other].filter(Boolean).join(" or ")];
  });
}
const delayKeys = (keys: Key[], ms: number) => keys.map((key) => ({ ...key, at: key.at + ms }));

const ean = "4006381333931";
const cases: [what: string, keys: Key[], scans: string[]][] = [
  ["a fast scanner", typeKeys(ean, 1), [ean]],
  ["all keys within one millisecond", typeKeys(ean, 0), [ean]],
  ["a usual scanner", typeKeys(ean, 12), [ean]],
  ["a slow scanner over Bluetooth", typeKeys(ean, 40), [ean]],
  ["a scanner that a busy tablet hears unevenly", typeKeys(ean, [5, 70, 5, 10, 60, 5]), [ean]],
  ["the shortest code", typeKeys("AB12", 10), ["AB12"]],
  ["three signs", typeKeys("123", 10), []],
  ["a practised typist", typeKeys(ean, 80), []],
  ["a typist whose keys come unevenly", typeKeys(ean, [60, 120, 90, 75]), []],
  ["digits typed slowly", typeKeys("40063", 400), []],
  ["digits at 60 ms each", typeKeys("4006381", 60), []],
  [
    "a typed number whose Enter comes later",
    delayKeys(typeKeys(ean, 10, us, null), 0).concat([{ ...enter, at: 5_000 }]),
    [],
  ],
  ["Enter alone", [{ ...enter, at: 1 }], []],
  ["a scan without its end", typeKeys(ean, 10, us, null), []],
  ["a scan that ends with Tab", typeKeys(ean, 10, us, tab), [ean]],
  ["a scan that ends with the keypad's Enter", typeKeys(ean, 10, us, { code: "NumpadEnter", key: "Enter" }), [ean]],
  ["two scans", [...typeKeys(ean, 10), ...delayKeys(typeKeys("K09-A", 10), 300)], [ean, "K09-A"]],
  ["two scans close together", [...typeKeys(ean, 10), ...delayKeys(typeKeys("K09-A", 10), 160)], [ean, "K09-A"]],
  ["a digit by hand, then a scan", [...typeKeys("1", 10, us, null), ...delayKeys(typeKeys(ean, 10), 200)], [ean]],
  ["a scan, then a digit and Enter by hand", [...typeKeys(ean, 10), ...delayKeys(typeKeys("2", 300), 500)], [ean]],
  ["a Russian layout", typeKeys("K09-a", 10, russian), ["K09-a"]],
  ["a French layout, where digits need Shift", typeKeys(ean, 10, french), [ean]],
  ["a scanner set to a French keyboard, where digits need Shift", typeShifted(ean), [ean]],
  ["a scanner and a tablet set to a French keyboard", typeShifted(ean, (sign) => sign), [ean]],
  ["digits with Shift that are no barcode", typeShifted("1234", us), ["!@#$ or 1234"]],
  ["a scanner and a tablet set to German", typeKeys("K09/Y", 10, german), ["K09/Y or K09-Z"]],
  ["a barcode, with the tablet set to German", typeKeys(ean, 10, german), [ean]],
  [
    "a dead key",
    typeKeys("AB12^", 10).map((k) => (k.key === "^" ? { ...k, code: "Equal", key: "Dead" } : k)),
    ["AB12="],
  ],
  ["Caps Lock", typeKeys("selvedge:card:aB3", 10, capsLock), ["selvedge:card:aB3"]],
  ["Caps Lock by a Russian layout", typeKeys("abC-1", 10, (s) => capsLock(russian(s))), ["abC-1"]],
  [
    "the keypad without Num Lock",
    typeKeys(ean, 10).map((k) =>
      /\d$/.test(k.code) ? { ...k, code: k.code.replace("Digit", "Numpad"), key: "ArrowUp" } : k,
    ),
    [ean],
  ],
  [
    "Shift pressed before a capital",
    typeKeys("aBcd", 10).flatMap((k) => (k.shiftKey ? [{ code: "ShiftLeft", key: "Shift", at: k.at - 5 }, k] : [k])),
    ["aBcd"],
  ],
  ["the scanner's own prefix", typeKeys("]C10104006381333931", 10), ["]C10104006381333931"]],
  [
    "a GS1 code in two fields",
    [
      ...typeKeys("]C110AB", 10, us, null),
      { code: "BracketRight", key: "]", ctrlKey: true, at: 1_080 },
      ...delayKeys(typeKeys("21", 10), 80),
    ],
    ["]C110AB\u001d21"],
  ],
  ["a key held down", typeKeys("1111111", 30).map((k, i) => ({ ...k, repeat: i > 0 && k.key === "1" })), []],
  [
    "a paste, then Enter",
    [
      { code: "KeyV", key: "v", ctrlKey: true, at: 1 },
      { ...enter, at: 20 },
    ],
    [],
  ],
  ["a text after a shortcut", [{ code: "KeyA", key: "a", ctrlKey: true, at: 1_000 }, ...typeKeys(ean, 10)], [ean]],
  [
    "a keyboard on the screen, which tells no keys",
    Array.from({ length: 8 }, (_, i) => ({ code: "", key: "Unidentified", at: 1_000 + i * 5 })).concat([
      { ...enter, at: 1_045 },
    ]),
    [],
  ],
];
test.each(cases)("%s", (_, keys, scans) => {
  expect(listScans(keys)).toEqual(scans);
});

test("a second end sign right after a scan is the scanner's too, one by hand is not", () => {
  const end = typeKeys(ean, 10);
  const at = end.at(-1)?.at ?? 0;
  let buffer = emptyKeyBuffer;
  for (const key of end) buffer = processKey(buffer, key).heard;
  expect(processKey(buffer, { ...enter, at: at + 15 }).tail).toBe(true);
  expect(processKey(buffer, { ...enter, at: at + 400 }).tail).toBeUndefined();
});

test("the first key of each burst says so: there the field is still as it was", () => {
  let buffer = emptyKeyBuffer;
  const firsts = [...typeKeys(ean, 10), ...delayKeys(typeKeys("K09-A", 10), 300)].map((key) => {
    const result = processKey(buffer, key);
    buffer = result.heard;
    return result.begins === true;
  });
  expect(firsts.flatMap((first, i) => (first ? [i] : []))).toEqual([0, 14]);
});
