import type { IncomingMessage, ServerResponse } from "node:http";
import { type UploadPart, uploadPartSchema } from "@/server/catalogue/import/schema";
import { receiveFile } from "@/server/catalogue/import/upload";
import { isAppError } from "@/server/platform/errors";
import { createCtx } from "./context";
import { type Guards, guards } from "./guards";

const toStatus: Record<string, number> = { BAD_INPUT: 400, RATE_LIMITED: 413 };

/** `/api/import/{upload}/products`, `…/stock` or `…/images/{name}` as its part, or null. */
function parsePart(path: string): UploadPart | null {
  const [uploadId, kind, name, ...rest] = path.slice("/api/import/".length).split("/");
  if (rest.length > 0) return null;
  try {
    const given = name === undefined ? { uploadId, kind } : { uploadId, kind, name: decodeURIComponent(name) };
    return uploadPartSchema.safeParse(given).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Serves `PUT /api/import/…`: one file of the office's import as the raw body, streamed to disk, because tRPC accepts
 * 64 kB. 204 when it is complete; 404 for callers outside the office.
 */
export async function handleUpload(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  { crossSite, addressOf, limits }: Pick<Guards, "crossSite" | "addressOf" | "limits"> = guards,
): Promise<void> {
  const end = (status: number, code: string) => {
    // An unread body would be parsed as the next request.
    if (status !== 204) res.setHeader("connection", "close");
    res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    res.end(status === 204 ? undefined : JSON.stringify({ error: { message: code } }));
  };
  if (crossSite(req)) return end(403, "NOT_FOUND");
  if ((await limits.byAddress(["import.upload"], addressOf(req))) > 0) return end(429, "RATE_LIMITED");
  const ctx = await createCtx(req, res);
  const part = parsePart(path);
  if (ctx.surface !== "office" || ctx.actor.kind !== "staff" || ctx.actor.surface !== "office")
    return end(404, "NOT_FOUND");
  if ((await limits.byActor(["import.upload"], ctx.actor)) > 0) return end(429, "RATE_LIMITED");
  if (part === null || req.method !== "PUT") return end(400, "BAD_INPUT");
  try {
    await receiveFile(ctx, part, req);
    end(204, "");
  } catch (error) {
    if (!isAppError(error)) throw error;
    end(toStatus[error.appCode] ?? 404, error.appCode);
  }
}
