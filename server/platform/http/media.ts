import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { env } from "../env";
import { sendImmutable } from "./immutable";

const types: Record<string, string> = { ".avif": "image/avif", ".webp": "image/webp" };

/** Folder of the imported pictures. */
export const getMediaDir = (): string => path.resolve(env().DATA_DIR, "media");

/** Serves `/media/{name}`: names contain a content hash, so a browser may cache them for ever. */
export async function handleMedia(req: IncomingMessage, res: ServerResponse, urlPath: string): Promise<void> {
  const name = urlPath.slice("/media/".length);
  const type = types[path.extname(name)];
  if (!type || !/^[a-z0-9-]+\.[a-z]+$/.test(name) || (req.method !== "GET" && req.method !== "HEAD")) {
    res.writeHead(404).end();
    return;
  }
  const file = path.join(getMediaDir(), name);
  if (!(await sendImmutable(req, res, { file, type }))) res.writeHead(404).end();
}
