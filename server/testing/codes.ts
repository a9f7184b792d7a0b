/**
 * Codes as people type, paste and scan them, with the meaning of each. Every input for codes is tested with these.
 * `match`: how the code matches the variant stored under `kept` (server/platform/code.ts, `matchCode`).
 */
export const articleCodes: { typed: string; kept: string; match: 0 | 1 | 2 }[] = [
  // A SKU: letters of any case, dashes of any kind, invisible characters, full width.
  { typed: "K09-A", kept: "K09-A", match: 2 },
  { typed: "k09-a", kept: "K09-A", match: 2 },
  { typed: "  K09-A\n", kept: "K09-A", match: 2 },
  { typed: "K09\u2013A", kept: "K09-A", match: 2 },
  { typed: "K09\u2011A", kept: "K09-A", match: 2 },
  { typed: "K09\u2212A", kept: "K09-A", match: 2 },
  { typed: "K09\u00ad-A", kept: "K09-A", match: 2 },
  { typed: "\ufeffK09-A\u200b", kept: "K09-A", match: 2 },
  { typed: "\u202aK09-A\u202c", kept: "K09-A", match: 2 },
  { typed: "Ｋ０９－Ａ", kept: "K09-A", match: 2 },
  { typed: "*K09-A*", kept: "K09-A", match: 2 },
  { typed: "]C0K09-A", kept: "K09-A", match: 2 },
  { typed: "K09 A", kept: "K09-A", match: 1 },
  { typed: "k09a", kept: "K09-A", match: 1 },
  { typed: "K09/A", kept: "K09-A", match: 1 },
  { typed: "K09-B", kept: "K09-A", match: 0 },
  { typed: "K09", kept: "K09-A", match: 0 },
  { typed: "пальто-1", kept: "ПАЛЬТО-1", match: 2 },
  { typed: "köynək-ı", kept: "KÖYNƏK-I", match: 2 },
  { typed: "ceket-1", kept: "CEKET-1", match: 2 },
  { typed: "ipek-1", kept: "İPEK-1", match: 1 },
  { typed: "shirt  M", kept: "Shirt M", match: 2 },
  { typed: "shirt\u00a0m", kept: "Shirt M", match: 2 },
  // A SKU that is a number.
  { typed: "10023", kept: "10023", match: 2 },
  { typed: "'10023", kept: "10023", match: 2 },
  { typed: "00123", kept: "123", match: 1 },
  { typed: "123", kept: "00123", match: 1 },
  { typed: "１００２３", kept: "10023", match: 2 },
  { typed: "١٠٠٢٣", kept: "10023", match: 2 },
  { typed: "१००२३", kept: "10023", match: 2 },
  { typed: "10 023", kept: "10023", match: 1 },
  { typed: "10024", kept: "10023", match: 0 },
  { typed: "0", kept: "000", match: 1 },
  { typed: "-", kept: "--", match: 0 },
  // EAN-13, as printed and as typed.
  { typed: "4006381333931", kept: "4006381333931", match: 2 },
  { typed: "4 006381 333931", kept: "4006381333931", match: 2 },
  { typed: "4-006381-333931", kept: "4006381333931", match: 2 },
  { typed: "４００６３８１３３３９３１", kept: "4006381333931", match: 2 },
  { typed: "٤٠٠٦٣٨١٣٣٣٩٣١", kept: "4006381333931", match: 2 },
  { typed: "4006381333932", kept: "4006381333931", match: 0 },
  { typed: "400638133393", kept: "4006381333931", match: 0 },
  // The same number as UPC-A, EAN-13 and GTIN-14: leading zeros have no meaning.
  { typed: "012345678905", kept: "0012345678905", match: 2 },
  { typed: "0012345678905", kept: "012345678905", match: 2 },
  { typed: "00012345678905", kept: "012345678905", match: 2 },
  { typed: "012345678905", kept: "12345678905", match: 1 },
  { typed: "04006381333931", kept: "4006381333931", match: 2 },
  { typed: "14006381333938", kept: "4006381333931", match: 0 },
  // EAN-8 and UPC-E.
  { typed: "9638 5074", kept: "96385074", match: 2 },
  { typed: "0000096385074", kept: "96385074", match: 2 },
  { typed: "04252614", kept: "042100005264", match: 2 },
  { typed: "042100005264", kept: "04252614", match: 2 },
  { typed: "0042100005264", kept: "04252614", match: 2 },
  { typed: "01278906", kept: "012000007896", match: 0 },
  // GS1 codes and scanners' prefixes.
  { typed: "]E04006381333931", kept: "4006381333931", match: 2 },
  { typed: "]C10104006381333931", kept: "4006381333931", match: 2 },
  { typed: "(01)04006381333931(21)A7", kept: "4006381333931", match: 2 },
  { typed: "010400638133393121A7", kept: "4006381333931", match: 2 },
  { typed: "https://id.gs1.org/01/04006381333931/21/A7", kept: "4006381333931", match: 2 },
];

/** Six digits: a pickup's, a customer's, a sign-in's. Null: none. */
export const sixDigitCodes: { typed: string; code: string | null }[] = [
  { typed: "012345", code: "012345" },
  { typed: "012 345", code: "012345" },
  { typed: "012-345", code: "012345" },
  { typed: "012\u2013345", code: "012345" },
  { typed: "0 1 2 3 4 5 ", code: "012345" },
  { typed: "012\u00a0345\u200b", code: "012345" },
  { typed: "０１２３４５", code: "012345" },
  { typed: "٠١٢٣٤٥", code: "012345" },
  { typed: "\u200e012345\u200e", code: "012345" },
  { typed: "12345", code: null },
  { typed: "0123456", code: null },
  { typed: "O12345", code: null },
  { typed: "4006381333931", code: null },
  { typed: "", code: null },
];

/** A tablet's enrolment code; null: none. */
export const enrolmentCodes: { typed: string; code: string | null }[] = [
  { typed: "ABCD2345", code: "ABCD2345" },
  { typed: "abcd2345", code: "ABCD2345" },
  { typed: "abcd-2345", code: "ABCD2345" },
  { typed: " ABCD 2345\n", code: "ABCD2345" },
  { typed: "ABCD\u20132345\u200b", code: "ABCD2345" },
  { typed: "ＡＢＣＤ２３４５", code: "ABCD2345" },
  { typed: "\u202aABCD\u00a02345\u202c", code: "ABCD2345" },
  { typed: "ABCD234", code: null },
  { typed: "ABCD0123", code: null },
];

/** An order's number as typed from a mail or receipt. Null: none. */
export const orderNumbers: { typed: string; number: number | null }[] = [
  { typed: "10042", number: 10042 },
  { typed: "№ 10042", number: 10042 },
  { typed: "#10042", number: 10042 },
  { typed: "No. 10042", number: 10042 },
  { typed: "Nr 10042", number: 10042 },
  { typed: "10 042", number: 10042 },
  { typed: "10042.", number: 10042 },
  { typed: "\u200e10042", number: 10042 },
  { typed: "１００４２", number: 10042 },
  { typed: "٠١٠٠٤٢", number: 10042 },
  { typed: "4821", number: null },
  { typed: "4006381333931", number: null },
  { typed: "Leyla 10042", number: null },
];

const id = "6f1f9c4e-2a5f-4b57-9d0e-111111111111";
const secret = "AbCdEfGh_-0123456789zZ";
const text = (of: string) => ({ kind: "text", text: of }) as const;

/** Selvedge's QR codes, and texts that only look like one. */
export const qrCodes = [
  { typed: `selvedge:pickup:${id}:012345`, code: { kind: "pickup", pickupId: id, code: "012345" } },
  { typed: ` SELVEDGE:PICKUP:${id.toUpperCase()}:012345\n`, code: { kind: "pickup", pickupId: id, code: "012345" } },
  { typed: `\ufeffselvedge:pickup:${id}:012345`, code: { kind: "pickup", pickupId: id, code: "012345" } },
  { typed: "selvedge:pickup:x:012345", code: text("selvedge:pickup:x:012345") },
  { typed: `selvedge:card:${secret}`, code: { kind: "card", secret } },
  { typed: `selvedge:card:${secret}\u200b`, code: { kind: "card", secret } },
  { typed: "selvedge:card:", code: text("selvedge:card:") },
  { typed: `https://shop.example/az/receipt/${id.toUpperCase()}?k=1`, code: { kind: "receipt", orderId: id } },
  { typed: id, code: { kind: "receipt", orderId: id } },
  { typed: "https://example.test/012345", code: text("https://example.test/012345") },
  { typed: "Leyla\u00a0 Hasanova", code: text("Leyla Hasanova") },
] as const;
