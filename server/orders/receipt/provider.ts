import { formatDateTime, getReceiptTexts } from "@/server/messaging/document-texts";
import type { Ctx } from "@/server/platform/context";
import { formatMoney, type Money, sumMoney } from "@/server/platform/money";
import { getExchange, getKeptQuantity } from "../rules";
import type { FulfilmentRow, OrderLineRow, OrderRow } from "../schema";
import { Sheet } from "./typesetting";

type Locale = Ctx["locale"];
type Texts = ReturnType<typeof getReceiptTexts>;
type Writer = { sheet: Sheet; t: Texts; locale: Locale; order: OrderRow };

const mutedColour = "#545d73";
const columns = { quantity: 380, price: 460 };

/** Draws two texts at the ends of one line. */
function drawPair(
  { sheet }: Writer,
  name: string,
  value: string,
  { size, face = "plain" }: { size: number; face?: "plain" | "strong" | undefined },
): void {
  sheet.room(size * 2);
  sheet.block(value, sheet.right, 200, { size, face, align: "right" });
  sheet.y += sheet.block(name, sheet.left, 330, { size, face }) + 3;
}

function drawHead({ sheet, t, locale, order }: Writer): void {
  sheet.rule("#c4302b", 2);
  sheet.y += 16;
  sheet.block("Selvedge", sheet.left, 300, { size: 20, face: "serif" });
  sheet.block(t("title"), sheet.right, 200, { size: 20, face: "serif", align: "right" });
  sheet.y += 40;
  const zone = order.fulfilments[0]?.store.timeZone ?? "UTC";
  const at = formatDateTime(locale, order.placedAt ?? order.createdAt, zone);
  sheet.block(at, sheet.right, 240, { size: 10, colour: mutedColour, align: "right" });
  sheet.y += sheet.block(t("order", { number: String(order.number) }), sheet.left, 240, { size: 12, face: "strong" });
  sheet.y += 10;
  const { address } = order;
  const buyer = [order.contactName, order.email, order.phone].filter(Boolean).join(", ");
  const place = address
    ? [address.line1, address.line2, `${address.postcode} ${address.city}`.trim(), getCountryName(t, address.country)]
        .filter(Boolean)
        .join(", ")
    : "";
  for (const line of [buyer && `${t("to")}: ${buyer}`, place && `${t("delivery")}: ${place}`])
    if (line) sheet.y += sheet.block(line, sheet.left, 460, { size: 10, colour: mutedColour });
  const sellers = new Map(order.fulfilments.map(({ store }) => [store.id, `${store.name}, ${store.address}`]));
  sheet.y += sheet.block(`${t("seller")}: Selvedge · ${[...sellers.values()].join(" · ")}`, sheet.left, 460, {
    size: 10,
    colour: mutedColour,
  });
  sheet.y += 18;
}

/** The country's name, or its code where the receipt has no word for it. */
const getCountryName = (t: Texts, code: string): string =>
  code === "AZ" || code === "GE" || code === "DE" || code === "GB" ? t(`country.${code}`) : code;

function formatFulfilment(t: Texts, { kind, store }: FulfilmentRow): string {
  if (kind === "deliver") return t("sentFrom", { store: store.name });
  return t(kind, { store: store.name });
}

const formatItemName = ({ title, option }: OrderLineRow, locale: Locale): string =>
  [title[locale] ?? title.en, option].filter(Boolean).join(", ");

/** Formats what became of a line: cancelled, returned, exchanged, and its replacement. */
function formatNotes({ t, locale, order }: Writer, line: OrderLineRow): string {
  const { exchanged, returned, insteadOf } = getExchange(line, order.lines);
  const notes = [
    line.cancelled > 0 ? t("cancelled", { count: line.cancelled }) : "",
    returned > 0 ? t("returned", { count: returned }) : "",
    exchanged > 0 ? t("exchanged", { count: exchanged }) : "",
  ];
  if (insteadOf) {
    const { line: before, difference } = insteadOf;
    const sum = difference.minor > 0 ? formatMoney(difference, locale) : "none";
    notes.push(t("insteadOf", { piece: formatItemName(before, locale), sum }));
  }
  return notes.filter(Boolean).join(", ");
}

function drawLine(writer: Writer, line: OrderLineRow): void {
  const { sheet, locale } = writer;
  const kept = getKeptQuantity(line);
  if (sheet.room(40)) drawColumnHeads(writer);
  const style = { size: 10, align: "right" } as const;
  sheet.block(String(kept), columns.quantity, 40, style);
  sheet.block(formatMoney(line.price, locale), columns.price, 80, style);
  sheet.block(formatMoney({ ...line.price, minor: line.price.minor * kept }, locale), sheet.right, 80, style);
  sheet.y += sheet.block(formatItemName(line, locale), sheet.left, 280, { size: 10 });
  const notes = formatNotes(writer, line);
  if (notes) sheet.y += sheet.block(notes, sheet.left, 280, { size: 9, colour: mutedColour });
  sheet.y += 5;
}

/** Draws the column heads, on each sheet anew. */
function drawColumnHeads({ sheet, t }: Writer): void {
  const grey = { size: 9, colour: mutedColour, align: "right" } as const;
  sheet.block(t("quantity"), columns.quantity, 60, grey);
  sheet.block(t("price"), columns.price, 60, grey);
  sheet.block(t("sum"), sheet.right, 60, grey);
  sheet.y += sheet.block(t("piece"), sheet.left, 200, { size: 9, colour: mutedColour }) + 3;
  sheet.rule();
  sheet.y += 8;
}

function drawLines(writer: Writer): void {
  const { sheet, t, order } = writer;
  drawColumnHeads(writer);
  for (const fulfilment of order.fulfilments) {
    const lines = order.lines.filter((l) => l.fulfilmentId === fulfilment.id);
    if (lines.length === 0) continue;
    if (sheet.room(60)) drawColumnHeads(writer);
    sheet.y += sheet.block(formatFulfilment(t, fulfilment), sheet.left, 460, { size: 10, face: "strong" }) + 4;
    for (const line of lines) drawLine(writer, line);
    sheet.y += 4;
  }
  sheet.rule();
  sheet.y += 8;
}

function drawTotals(writer: Writer): void {
  const { sheet, t, locale, order } = writer;
  const money = (amount: Money) => formatMoney(amount, locale);
  drawPair(writer, t("goods"), money(order.goods), { size: 10 });
  if (order.fulfilments.some((f) => f.kind === "deliver"))
    drawPair(writer, t("deliveryCost"), order.delivery.minor === 0 ? t("free") : money(order.delivery), { size: 10 });
  sheet.y += 4;
  drawPair(writer, t("total"), money(order.total), { size: 14, face: "strong" });
  for (const { country, rateBp, amount } of order.vat) {
    const rate = new Intl.NumberFormat(locale === "en" ? "en-GB" : "de-DE").format(rateBp / 100);
    drawPair(writer, t("vat", { rate, country: getCountryName(t, country) }), money(amount), { size: 10 });
  }
  sheet.y += 8;
  if (order.payment && sumPaid(order).minor > 0)
    drawPair(writer, `${t("paid")} ${t(`by.${order.payment.method}`)}`, money(sumPaid(order)), { size: 10 });
  if (order.refunding.minor > 0) drawPair(writer, t("refunding"), money(order.refunding), { size: 10 });
  if (order.refunded.minor > 0) drawPair(writer, t("refunded"), money(order.refunded), { size: 10 });
}

/** Sums all payments: `paid` excludes what was refunded. */
const sumPaid = ({ paid, refunded }: OrderRow): Money => sumMoney([paid, refunded], paid.currency);

/** Renders the receipt of an order as a PDF of A4 sheets, in `locale`, with embedded fonts. */
export async function renderReceiptPdf(order: OrderRow, locale: Locale): Promise<Buffer> {
  const t = getReceiptTexts(locale);
  const sheet = new Sheet({
    title: `Selvedge · ${t("title")} · ${t("order", { number: String(order.number) })}`,
    language: locale,
  });
  const writer = { sheet, t, locale, order };
  drawHead(writer);
  drawLines(writer);
  drawTotals(writer);
  sheet.y += 24;
  sheet.block(t("thanks"), sheet.left, 460, { size: 10, colour: mutedColour });
  return sheet.bytes();
}
