import { expect, test } from "vitest";
import { hearKey, type Key, nothingHeard } from "./key-rules";

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
function placeOf(sign: string): Pick<Key, "code" | "shiftKey"> {
  if (/\d/.test(sign)) return { code: `Digit${sign}` };
  if (/[a-z]/i.test(sign)) return { code: `Key${sign.toUpperCase()}`, shiftKey: sign !== sign.toLowerCase() };
  return { code: places[sign] ?? "", shiftKey: sign === ":" };
}

type Layout = (sign: string) => string;
const us: Layout = (sign) => sign;
const russian: Layout = (sign) => "йцукенгшщзфывапролдячсмитьё"["qwertyuiopasdfghjklzxcvbnm`".indexOf(sign)] ?? sign;
const french: Layout = (sign) => "à&é\"'(-è_ç"["0123456789".indexOf(sign)] ?? sign;
const turned: Layout = (sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase());

const german: Layout = (sign) => "zyZY-_"["yzYZ/?".indexOf(sign)] ?? sign;
/** Digits as a scanner sends them that is set to a French keyboard. */
const shifted = (digits: string, layout: Layout = (sign) => ")!@#$%^&*("[Number(sign)] ?? sign) =>
  typed(digits, 10, layout).map((key) => (/^Digit/.test(key.code) ? { ...key, shiftKey: true } : key));

/** The keys of a text, `gap` ms apart (or each gap of a list in turn), as a layout writes them. */
function typed(
  text: string,
  gap: number | number[],
  layout: Layout = us,
  end: Pick<Key, "code" | "key"> | null = enter,
) {
  const gaps = typeof gap === "number" ? [gap] : gap;
  let at = 1_000;
  const keys = [...text].map((sign, i): Key => {
    at += gaps[i % gaps.length] ?? 0;
    return { ...placeOf(sign), key: layout(sign), at };
  });
  return end ? [...keys, { ...end, at: at + (gaps[0] ?? 0) }] : keys;
}

/** The scans in a row of keys. */
function scansIn(keys: Key[]): string[] {
  let heard = nothingHeard;
  return keys.flatMap((key) => {
    const told = hearKey(heard, key);
    heard = told.heard;
    return told.scan === undefined ? [] : [[told.scan.text, told.scan.other].filter(Boolean).join(" or ")];
  });
}
const later = (keys: Key[], ms: number) => keys.map((key) => ({ ...key, at: key.at + ms }));

const ean = "4006381333931";
const cases: [what: string, keys: Key[], scans: string[]][] = [
  ["a fast scanner", typed(ean, 1), [ean]],
  ["all keys within one millisecond", typed(ean, 0), [ean]],
  ["a usual scanner", typed(ean, 12), [ean]],
  ["a slow scanner over Bluetooth", typed(ean, 40), [ean]],
  ["a scanner that a busy tablet hears unevenly", typed(ean, [5, 70, 5, 10, 60, 5]), [ean]],
  ["the shortest code", typed("AB12", 10), ["AB12"]],
  ["three signs", typed("123", 10), []],
  ["a practised typist", typed(ean, 80), []],
  ["a typist whose keys come unevenly", typed(ean, [60, 120, 90, 75]), []],
  ["digits typed slowly", typed("40063", 400), []],
  ["digits at 60 ms each", typed("4006381", 60), []],
  ["a typed number whose Enter comes later", later(typed(ean, 10, us, null), 0).concat([{ ...enter, at: 5_000 }]), []],
  ["Enter alone", [{ ...enter, at: 1 }], []],
  ["a scan without its end", typed(ean, 10, us, null), []],
  ["a scan that ends with Tab", typed(ean, 10, us, tab), [ean]],
  ["a scan that ends with the keypad's Enter", typed(ean, 10, us, { code: "NumpadEnter", key: "Enter" }), [ean]],
  ["two scans", [...typed(ean, 10), ...later(typed("K09-A", 10), 300)], [ean, "K09-A"]],
  ["two scans close together", [...typed(ean, 10), ...later(typed("K09-A", 10), 160)], [ean, "K09-A"]],
  ["a digit by hand, then a scan", [...typed("1", 10, us, null), ...later(typed(ean, 10), 200)], [ean]],
  ["a scan, then a digit and Enter by hand", [...typed(ean, 10), ...later(typed("2", 300), 500)], [ean]],
  ["a Russian layout", typed("K09-a", 10, russian), ["K09-a"]],
  ["a French layout, where digits need Shift", typed(ean, 10, french), [ean]],
  ["a scanner set to a French keyboard, where digits need Shift", shifted(ean), [ean]],
  ["a scanner and a tablet set to a French keyboard", shifted(ean, (sign) => sign), [ean]],
  ["digits with Shift that are no barcode", shifted("1234", us), ["!@#$ or 1234"]],
  ["a scanner and a tablet set to German", typed("K09/Y", 10, german), ["K09/Y or K09-Z"]],
  ["a barcode, with the tablet set to German", typed(ean, 10, german), [ean]],
  ["a dead key", typed("AB12^", 10).map((k) => (k.key === "^" ? { ...k, code: "Equal", key: "Dead" } : k)), ["AB12="]],
  ["Caps Lock", typed("selvedge:card:aB3", 10, turned), ["selvedge:card:aB3"]],
  ["Caps Lock by a Russian layout", typed("abC-1", 10, (s) => turned(russian(s))), ["abC-1"]],
  [
    "the keypad without Num Lock",
    typed(ean, 10).map((k) =>
      /\d$/.test(k.code) ? { ...k, code: k.code.replace("Digit", "Numpad"), key: "ArrowUp" } : k,
    ),
    [ean],
  ],
  [
    "Shift pressed before a capital",
    typed("aBcd", 10).flatMap((k) => (k.shiftKey ? [{ code: "ShiftLeft", key: "Shift", at: k.at - 5 }, k] : [k])),
    ["aBcd"],
  ],
  ["the scanner's own prefix", typed("]C10104006381333931", 10), ["]C10104006381333931"]],
  [
    "a GS1 code in two fields",
    [
      ...typed("]C110AB", 10, us, null),
      { code: "BracketRight", key: "]", ctrlKey: true, at: 1_080 },
      ...later(typed("21", 10), 80),
    ],
    ["]C110AB\u001d21"],
  ],
  ["a key held down", typed("1111111", 30).map((k, i) => ({ ...k, repeat: i > 0 && k.key === "1" })), []],
  [
    "a paste, then Enter",
    [
      { code: "KeyV", key: "v", ctrlKey: true, at: 1 },
      { ...enter, at: 20 },
    ],
    [],
  ],
  ["a text after a shortcut", [{ code: "KeyA", key: "a", ctrlKey: true, at: 1_000 }, ...typed(ean, 10)], [ean]],
  [
    "a keyboard on the screen, which tells no keys",
    Array.from({ length: 8 }, (_, i) => ({ code: "", key: "Unidentified", at: 1_000 + i * 5 })).concat([
      { ...enter, at: 1_045 },
    ]),
    [],
  ],
];
test.each(cases)("%s", (_, keys, scans) => {
  expect(scansIn(keys)).toEqual(scans);
});

test("a second end sign right after a scan is the scanner's too, one by hand is not", () => {
  const end = typed(ean, 10);
  const at = end.at(-1)?.at ?? 0;
  let heard = nothingHeard;
  for (const key of end) heard = hearKey(heard, key).heard;
  expect(hearKey(heard, { ...enter, at: at + 15 }).tail).toBe(true);
  expect(hearKey(heard, { ...enter, at: at + 400 }).tail).toBeUndefined();
});

test("the first key of each burst says so: there the field is still as it was", () => {
  let heard = nothingHeard;
  const firsts = [...typed(ean, 10), ...later(typed("K09-A", 10), 300)].map((key) => {
    const told = hearKey(heard, key);
    heard = told.heard;
    return told.begins === true;
  });
  expect(firsts.flatMap((first, i) => (first ? [i] : []))).toEqual([0, 14]);
});
