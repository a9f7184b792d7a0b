import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { env } from "../env";
import { log } from "../log";

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
  const found = await stat(file).catch(() => null);
  if (!found) {
    res.writeHead(404).end();
    return;
  }
  res.writeHead(200, {
    "content-type": type,
    "content-length": found.size,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  });
  if (req.method === "HEAD") return void res.end();
  // A reader who disconnects ends the pipeline, which closes the file.
  await pipeline(createReadStream(file), res).catch((err) => log().debug({ err }, "a picture was not read to its end"));
}
