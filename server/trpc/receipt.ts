import type { IncomingMessage, ServerResponse } from "node:http";
import { receiptPdf } from "@/server/orders/receipt/provider";
import { inWordsOf } from "@/server/orders/receipt/queries";
import { contextOf } from "./context";
import { type Guards, guards } from "./guards";

const place = /^\/api\/receipt\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.pdf$/;

/**
 * Answers `GET /api/receipt/<order>.pdf?l=<language>`: the receipt of an own order, for a browser's download. Missing and
 * forbidden are both 404; nothing keeps a copy.
 */
export async function handleReceipt(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  {
    crossSite,
    addressOf,
    limits,
    receiptFor,
  }: Pick<Guards, "crossSite" | "addressOf" | "limits" | "receiptFor"> = guards,
): Promise<void> {
  const end = (status: number, wait = 0) => {
    if (wait > 0) res.setHeader("retry-after", String(wait));
    res.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end();
  };
  if (crossSite(req)) return end(403);
  const wait = limits.byAddress(["receipt"], addressOf(req));
  if (wait > 0) return end(429, wait);
  const [, orderId] = place.exec(path) ?? [];
  if (!orderId || req.method !== "GET") return end(404);
  const ctx = await contextOf(req, res);
  const waitMore = limits.byActor(["receipt"], ctx.actor);
  if (waitMore > 0) return end(429, waitMore);
  const order = await receiptFor(ctx, orderId);
  if (!order) return end(404);
  const asked = new URL(req.url ?? "/", "http://localhost").searchParams.get("l");
  const locale = asked === "en" || asked === "ru" || asked === "az" ? asked : ctx.locale;
  const pdf = await receiptPdf(await inWordsOf(order, locale), locale);
  res.writeHead(200, {
    "content-type": "application/pdf",
    "content-length": pdf.length,
    "content-disposition": `attachment; filename="selvedge-${order.number}.pdf"`,
  });
  res.end(pdf);
}
