import { createReadStream } from "node:fs";
import {
  addToTally,
  createTally,
  detectEncodingFromHead,
  detectEncodingFromTally,
  type Encoding,
} from "./encoding.rules";

/**
 * The encoding of a text file: its byte order mark, else UTF-8 when all of it is valid, else the one-byte encoding of
 * its letters; null for none.
 */
export async function detectEncoding(path: string, head: Uint8Array): Promise<Encoding | null> {
  const detected = detectEncodingFromHead(head);
  if (detected !== null) return detected;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const tally = createTally();
  let utf8 = true;
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    if (utf8) utf8 = canDecode(decoder, bytes);
    addToTally(bytes, tally);
  }
  if (utf8 && canDecode(decoder)) return "utf-8";
  return detectEncodingFromTally(tally);
}

function canDecode(decoder: TextDecoder, bytes?: Uint8Array): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch {
    return false;
  }
}
