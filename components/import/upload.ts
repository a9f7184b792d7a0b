import { uploadLimits } from "@/server/catalogue/import/schema";

export type UploadFile = { part: "products" | "stock" | "images"; file: File };
export type UploadState = { done: number; total: number; name: string };

/** A failed upload; `limit` (MB) when the file was too large. */
export class UploadError extends Error {
  readonly fileName: string;
  readonly limit: number | null;
  constructor(fileName: string, limit: number | null = null) {
    super("upload failed");
    this.fileName = fileName;
    this.limit = limit;
  }
}

const maxParallel = 3;
const megabyte = 1024 * 1024;
const getLimit = (part: UploadFile["part"]) => (part === "images" ? uploadLimits.pictureBytes : uploadLimits.csvBytes);

async function uploadFile(uploadId: string, { part, file }: UploadFile): Promise<void> {
  const limit = getLimit(part);
  // A picture that is too large is reported by the import like one that is no picture: it must not stop the rest.
  const body = file.size > limit && part === "images" ? file.slice(0, 64) : file;
  if (file.size > limit && part !== "images") throw new UploadError(file.name, limit / megabyte);
  const name = part === "images" ? `/${encodeURIComponent(file.name)}` : "";
  const response = await fetch(`/api/import/${uploadId}/${part}${name}`, {
    method: "PUT",
    body,
    headers: { "x-surface": "office", "content-type": "application/octet-stream" },
  }).catch(() => null);
  if (response?.status === 413) throw new UploadError(file.name, limit / megabyte);
  if (!response?.ok) throw new UploadError(file.name);
}

/** Sends files of an upload, three at a time. Throws UploadFailed for the first that fails. */
export async function uploadAll(
  uploadId: string,
  files: UploadFile[],
  tell: (state: UploadState) => void,
): Promise<void> {
  const queue = [...files];
  let done = 0;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      tell({ done, total: files.length, name: next.file.name });
      await uploadFile(uploadId, next);
      done++;
    }
  };
  await Promise.all(Array.from({ length: maxParallel }, worker));
}
