import type { IncomingMessage, ServerResponse } from "node:http";
import { getCalendarFile } from "@/server/fittings/calendar-file";
import { renderReceiptPdf } from "@/server/orders/receipt/provider";
import { localiseOrder } from "@/server/orders/receipt/queries";
import type { Ctx } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { buildExportFile } from "@/server/privacy/export";
import { createCtx } from "./context";
import { type Guards, guards } from "./guards";
import type { LimitedRoute } from "./rate-limit";

type DownloadFile = { name: string; type: string; body: string | Buffer };
type DownloadDeps = Pick<Guards, "crossSite" | "addressOf" | "limits" | "receiptFor">;
type Download = {
  path: RegExp;
  limit: LimitedRoute;
  /**
   * Checks that it is the requester's (otherwise throws an AppError), and returns the function that builds the file.
   */
  open: (
    ctx: Ctx,
    id: string,
    guards: DownloadDeps,
    signature: string | null,
  ) => Promise<() => Promise<DownloadFile> | DownloadFile>;
};

const uuid = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";

const downloads: Download[] = [
  {
    path: new RegExp(`^/api/receipt/${uuid}\\.pdf$`),
    limit: "receipt",
    async open(ctx, orderId, { receiptFor }, signature) {
      const order = await receiptFor(ctx, orderId, signature);
      if (!order) throw new AppError("NOT_FOUND");
      const body = async () => renderReceiptPdf(await localiseOrder(order, ctx.locale), ctx.locale);
      return async () => ({ name: `selvedge-${order.number}.pdf`, type: "application/pdf", body: await body() });
    },
  },
  {
    path: new RegExp(`^/api/fitting/${uuid}\\.ics$`),
    limit: "calendar",
    async open(ctx, fittingId) {
      const { name, text } = await getCalendarFile(ctx, { fittingId });
      return () => ({ name, type: "text/calendar; charset=utf-8", body: text });
    },
  },
  {
    path: /^\/api\/my-data\.json$/,
    limit: "privacy.export",
    async open(ctx) {
      const make = buildExportFile(ctx);
      return async () => {
        const { name, text } = await make();
        return { name, type: "application/json; charset=utf-8", body: text };
      };
    },
  },
];

/** Whether `path` is a file served here. */
export const isDownload = (path: string): boolean => /^\/api\/(receipt\/|fitting\/|my-data\.)/.test(path);

/** Like the API's (init.ts): the refusals that are not 404. */
const toStatus: Partial<Record<string, number>> = { UNAUTHENTICATED: 401 };

/**
 * Serves `GET /api/receipt/<order>.pdf`, `/api/fitting/<id>.ics` and `/api/my-data.json`, each with `?l=<language>`: a
 * file of the requester's own as a browser's download. HEAD says whether there is one, and accepts the signature of a
 * link in `x-signature`, because a URL would be logged. Missing and forbidden are both 404; responses are not cached.
 */
export async function handleDownload(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  needs: DownloadDeps = guards,
): Promise<void> {
  const { crossSite, addressOf, limits } = needs;
  const end = (status: number, wait = 0) => {
    if (wait > 0) res.setHeader("retry-after", String(wait));
    res.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end();
  };
  if (crossSite(req)) return end(403);
  const download = downloads.find((d) => d.path.test(path));
  const limit = [download?.limit ?? "unknown"];
  const wait = await limits.byAddress(limit, addressOf(req));
  if (wait > 0) return end(429, wait);
  if (!download || (req.method !== "GET" && req.method !== "HEAD")) return end(404);
  const known = await createCtx(req, res);
  const waitMore = await limits.byActor(limit, known.actor);
  if (waitMore > 0) return end(429, waitMore);
  const language = new URL(req.url ?? "/", "http://localhost").searchParams.get("l");
  const locale = language === "en" || language === "ru" || language === "az" ? language : known.locale;
  try {
    const signature = req.method === "HEAD" ? (req.headers["x-signature"]?.toString() ?? null) : null;
    const make = await download.open({ ...known, locale }, download.path.exec(path)?.[1] ?? "", needs, signature);
    if (req.method === "HEAD") return end(200);
    const { name, type, body } = await make();
    res.writeHead(200, {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      "content-disposition": `attachment; filename="${name}"`,
    });
    res.end(body);
  } catch (error) {
    if (!isAppError(error)) throw error;
    end(toStatus[error.appCode] ?? 404);
  }
}
