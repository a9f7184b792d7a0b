import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { db } from "@/db/client";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { getImporterId, runImport } from "./commands";
import { toPictureName } from "./format/rules";
import type { PictureConverter } from "./pictures/convert";
import { type ColumnMaps, type StartImportInput, type UploadPart, uploadLimits } from "./schema";

import { findUploadFiles, getUploadDir, getUploadsDir } from "./upload.queries";

/** Bytes and files received per upload so far, so that none fills the disk. */
const receivedFiles = new Map<string, { bytes: number; files: number }>();

function getTargetPath(dir: string, part: UploadPart): { file: string; limit: number } {
  if (part.kind !== "images") return { file: path.join(dir, `${part.kind}.csv`), limit: uploadLimits.csvBytes };
  const name = toPictureName(encodeURIComponent(part.name));
  if (name === null || Buffer.byteLength(name) > 250) throw new AppError("BAD_INPUT");
  return { file: path.join(dir, "images", name), limit: uploadLimits.pictureBytes };
}

/**
 * Stores one file of an upload as it streams in; it appears under its name only when complete. Throws RATE_LIMITED when the
 * file or the whole upload is larger than allowed, BAD_INPUT for an invalid name; nothing of it is kept then.
 */
export async function receiveFile(ctx: Ctx, part: UploadPart, body: Readable): Promise<void> {
  const staffId = getImporterId(ctx);
  if (staffId === null) throw new AppError("NOT_FOUND");
  const dir = getUploadDir(staffId, part.uploadId);
  const { file, limit } = getTargetPath(dir, part);
  const sum = receivedFiles.get(dir) ?? { bytes: 0, files: 0 };
  receivedFiles.set(dir, sum);
  sum.files++;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // Another process may receive the same file, which its sender began anew.
  const draft = `${file}.${randomUUID()}.part`;
  const most = { limit: limit / 1024 / 1024 };
  let size = 0;
  // A request that is cut short must stay open for the response.
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
  const counted = async function* () {
    for await (const chunk of chunks) {
      size += chunk.length;
      sum.bytes += chunk.length;
      const full = size > limit || sum.bytes > uploadLimits.totalBytes || sum.files > uploadLimits.files;
      if (full) throw new AppError("RATE_LIMITED", most);
      yield chunk;
    }
  };
  try {
    await pipeline(counted, createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const keepMs = 24 * 60 * 60 * 1_000;

/** Removes uploads that were not imported within a day. */
async function deleteAbandonedUploads(): Promise<void> {
  for (const name of await readdir(getUploadsDir()).catch(() => [])) {
    const dir = path.join(getUploadsDir(), name);
    const found = await stat(dir).catch(() => null);
    if (!found || Date.now() - found.mtimeMs < keepMs) continue;
    receivedFiles.delete(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Starts the import of an upload and returns its run immediately; the run continues in the background and removes the
 * upload at its end. Throws IMPORT_FILE without a product or stock file, CONFLICT while another import runs (the upload
 * is kept then).
 */
export async function startImport(
  ctx: Ctx,
  input: StartImportInput,
  convert?: PictureConverter,
): Promise<{ id: string }> {
  const staffId = getImporterId(ctx);
  if (staffId === null) throw new AppError("NOT_FOUND");
  const dir = getUploadDir(staffId, input.uploadId);
  const { products, stock } = await findUploadFiles(staffId, input.uploadId);
  const images = path.join(dir, "images");
  if (products === null && stock === null) throw new AppError("IMPORT_FILE");
  const mapOf = (kind: keyof ColumnMaps) => input.maps?.[kind] && new Map(Object.entries(input.maps[kind]));
  const given = {
    source: "office" as const,
    fileName: input.fileName,
    products,
    stock,
    maps: { products: mapOf("products"), stock: mapOf("stock") },
    images: (await stat(images).catch(() => null))?.isDirectory() ? images : null,
    currency: input.currency ?? env().CURRENCY,
    locale: input.locale,
    convert,
  };
  return new Promise((resolve, reject) => {
    const opened = async (id: string) => {
      const subject = { subjectKind: "import_run", subjectId: id };
      const details = { pictures: given.images !== null, stock: given.stock !== null, currency: given.currency };
      await recordAudit(db(), ctx.actor, { action: "import.started", ...subject, details });
      resolve({ id });
    };
    runImport(ctx, { ...given, onOpened: (id) => void opened(id).catch(reject) })
      .then(async ({ runId }) => {
        if (runId === null) return reject(new AppError("CONFLICT"));
        receivedFiles.delete(dir);
        await rm(dir, { recursive: true, force: true });
        await deleteAbandonedUploads();
      })
      .catch((err) => {
        log().error({ err }, "import failed");
        reject(err);
      });
  });
}
