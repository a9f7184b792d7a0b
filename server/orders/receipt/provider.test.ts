import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import type { OrderRow } from "../schema";
import { renderReceiptPdf } from "./provider";

const azn = (minor: number) => ({ minor, currency: "AZN" });
const store = { id: "s1", name: "Nizami küç.", address: "Nizami küçəsi 12, Bakı", timeZone: "Asia/Baku" };
const fulfilment = { store, promisedAt: null, expiresAt: null, code: null, tracking: "" };
const line = { variantId: "v", quantity: 1, cancelled: 0, returned: 0, insteadOf: null };

const shirt = {
  ...line,
  id: "l1",
  fulfilmentId: "f1",
  title: { en: "Nizami linen shirt", ru: "Рубашка «Низами»", az: "Nizami kətan köynəyi" },
  option: "M / Duman",
  price: azn(12_900),
  quantity: 2,
};
const order: OrderRow = {
  id: "o1",
  number: 10_042,
  status: "preparing",
  channel: "shop",
  contactName: "Leyla Həsənova",
  email: "leyla@example.test",
  phone: "+994501234567",
  address: { line1: "Şərifzadə küç. 5", line2: "Жилой дом «Ёлка»", city: "Bakı", postcode: "AZ1000", country: "AZ" },
  goods: azn(51_600),
  delivery: azn(500),
  total: azn(52_100),
  vat: [{ country: "AZ", rateBp: 1800, amount: azn(7_947) }],
  paid: azn(39_200),
  refunding: azn(0),
  refunded: azn(12_900),
  payment: { method: "card_online", status: "captured", url: null },
  createdAt: "2026-11-22T08:00:00.000Z",
  expiresAt: "2026-11-22T08:40:00.000Z",
  placedAt: "2026-11-22T08:05:00.000Z",
  fulfilments: [
    { ...fulfilment, id: "f1", kind: "deliver", status: "preparing" },
    { ...fulfilment, id: "f2", kind: "pickup", status: "ready" },
  ],
  lines: [
    shirt,
    {
      ...line,
      id: "l2",
      fulfilmentId: "f2",
      title: { en: "Port overshirt", ru: "Жакет «Порт»", az: "Port üst köynəyi" },
      option: "L",
      price: azn(12_900),
      quantity: 2,
      cancelled: 1,
    },
  ],
  timeline: [],
};

async function readPdfText(pdf: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/\s+/g, " ");
}

test("a receipt lists in three languages what was bought, and every letter of it can be read back", async () => {
  const az = await readPdfText(await renderReceiptPdf(order, "az"));
  for (const word of ["Çek", "Sifariş 10042", "Leyla Həsənova", "Şərifzadə küç. 5", "521,00 ₼", "ƏDV 18 %", "«Ёлка»"])
    expect(az).toContain(word);
  expect(az).toContain("1 ədəd ləğv edilib");
  const ru = await readPdfText(await renderReceiptPdf(order, "ru"));
  for (const word of ["Рубашка «Низами», M / Duman", "Жакет «Порт»", "НДС 18 %", "79,47 ₼", "Həsənova", "Возвращено"])
    expect(ru).toContain(word);
  const en = await readPdfText(await renderReceiptPdf(order, "en"));
  for (const word of ["Nizami linen shirt", "VAT 18 %, Azerbaijan", "521.00 ₼", "Sun, 22 Nov 2026, 12:05"])
    expect(en).toContain(word);
});

test("names in other scripts are printed, letter by letter", async () => {
  const names = [
    "ნინო გელაშვილი",
    "Nguyễn Thị Hoa",
    "Γιώργος Παπαδόπουλος",
    "Արամ Խաչատրյան",
    "Ұлан Ғабит",
    "Ǧani Řehoř",
    "Ὀδυσσεύς",
  ];
  for (const name of names) {
    const text = await readPdfText(await renderReceiptPdf({ ...order, contactName: name }, "en"));
    expect(text).toContain(name);
    expect(text).not.toContain("?");
  }
  const marked = await readPdfText(
    await renderReceiptPdf({ ...order, contactName: "\u200eLeyla\u2060 \u202aNur\u202c\ufeff" }, "en"),
  );
  expect(marked).toContain("Leyla Nur");
  expect(marked).not.toContain("?");
});

test("an item that was not found counts in neither items, total nor VAT", async () => {
  const cancelled = {
    ...line,
    id: "l9",
    fulfilmentId: "f1",
    title: { en: "Belt" },
    option: "",
    price: azn(4_500),
    cancelled: 1,
  };
  const kept = { ...shirt, quantity: 1, price: azn(9_800) };
  const sums = {
    goods: azn(9_800),
    delivery: azn(500),
    total: azn(10_300),
    vat: [{ country: "AZ", rateBp: 1800, amount: azn(1_571) }],
  };
  const money = { paid: azn(14_800), refunding: azn(4_500), refunded: azn(0) };
  const text = await readPdfText(
    await renderReceiptPdf({ ...order, lines: [kept, cancelled], ...sums, ...money }, "en"),
  );
  for (const part of [
    "98.00 ₼",
    "1 piece cancelled",
    "0 45.00 ₼ 0.00 ₼",
    "103.00 ₼Total",
    "15.71 ₼",
    "148.00 ₼",
    "45.00 ₼",
  ])
    expect(text).toContain(part);
});

test("an exchange shows: what came back, its replacement, and the difference", async () => {
  const before = { ...shirt, quantity: 2, returned: 2 };
  const given = (id: string, minor: number, option: string) => ({
    ...line,
    id,
    fulfilmentId: "f3",
    title: shirt.title,
    option,
    price: azn(minor),
    insteadOf: "l1",
  });
  const fulfilments = [
    ...order.fulfilments,
    { ...fulfilment, id: "f3", kind: "in_store" as const, status: "handed_over" as const },
  ];
  const lines = [before, given("l3", 12_900, "L / Duman"), given("l4", 11_900, "S / Duman")];
  const text = async (locale: "en" | "ru" | "az") =>
    readPdfText(await renderReceiptPdf({ ...order, fulfilments, lines }, locale));
  const en = await text("en");
  expect(en).toContain("2 pieces exchanged");
  expect(en).not.toContain("came back");
  expect(en).toContain("In exchange for Nizami linen shirt, M / Duman; no price difference");
  expect(en).toContain("In exchange for Nizami linen shirt, M / Duman; price difference 10.00 ₼");
  for (const part of ["обменены 2 вещи", "Выдано взамен: Рубашка «Низами», M / Duman", "разница в цене 10,00 ₼"])
    expect(await text("ru")).toContain(part);
  for (const part of ["2 ədəd dəyişdirilib", "Bunun əvəzinə verilib: Nizami kətan köynəyi", "qiymət fərqi 10,00 ₼"])
    expect(await text("az")).toContain(part);
});

test("all of its fonts are embedded in the file", async () => {
  const raw = (await renderReceiptPdf(order, "ru")).toString("latin1");
  const descriptors = raw.match(/\/Type \/FontDescriptor/g)?.length ?? 0;
  expect(descriptors).toBeGreaterThanOrEqual(4);
  expect(raw.match(/\/FontFile2? \d+ 0 R/g)).toHaveLength(descriptors);
  expect(raw).not.toContain("/Helvetica");
});

test("a long receipt continues on further sheets, and letters without a font are marked", async () => {
  const lines = Array.from({ length: 60 }, (_, i) => ({ ...shirt, id: `l${i}`, option: `№${i} 漢` }));
  const pdf = await renderReceiptPdf({ ...order, lines }, "en");
  const document = await getDocumentProxy(new Uint8Array(pdf));
  expect(document.numPages).toBeGreaterThan(1);
  const text = await readPdfText(pdf);
  expect(text).toContain("№59 ?");
  expect(text).toContain(`Receipt · Order 10042 1 / ${document.numPages}`);
  expect(text.match(/Article/g)).toHaveLength(document.numPages);
  expect(await readPdfText(await renderReceiptPdf(order, "en"))).not.toContain("1 / 1");
});

test("an address that is longer than a line is broken, not cut", async () => {
  const email = `${"leyla.".repeat(30)}hasanova@example.test`;
  const pdf = await getDocumentProxy(new Uint8Array(await renderReceiptPdf({ ...order, email }, "en")));
  const { items } = await (await pdf.getPage(1)).getTextContent();
  const ends = items.flatMap((item) => ("width" in item ? [Number(item.transform[4]) + item.width] : []));
  expect(Math.max(...ends)).toBeLessThan(540);
});
