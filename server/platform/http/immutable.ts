import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { log } from "../log";

/** Sends a file whose name changes with its content, for browsers to keep; false when there is no such file. */
export async function sendImmutable(
  req: IncomingMessage,
  res: ServerResponse,
  { file, type }: { file: string; type: string },
): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return false;
  res.writeHead(200, {
    "content-type": type,
    "content-length": found.size,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  });
  // A reader who disconnects ends the pipeline, which closes the file.
  if (req.method === "HEAD") res.end();
  else
    await pipeline(createReadStream(file), res).catch((err) => log().debug({ err }, "a file was not read to its end"));
  return true;
}
