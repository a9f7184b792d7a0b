import { inArray } from "drizzle-orm";
import { productImage } from "@/db/schema/catalogue";
import { inTransaction } from "@/server/platform/transaction";
import { listLimit } from "../format/rules";
import type { ProductOutcome } from "../products/plan";
import type { ImportLocale, ImportReport } from "../schema";
import { type ConvertedPicture, hashPicture, isStored, type PictureConverter, PictureRefusedError } from "./convert";
import { type FindPicture, listStoredPictures, type StoredPicture } from "./queries";

/** The result of one picture in a run; several products may share the file. */
type PictureResult = { picture: ConvertedPicture; fresh: boolean } | "missing" | "refused";

export type PictureRun = {
  find: FindPicture | null;
  convert: PictureConverter;
  locale: ImportLocale;
  report: ImportReport["pictures"];
  /** The result of each name, so that no file is converted or counted twice. */
  seen: Map<string, Promise<PictureResult>>;
  onPicture(): Promise<void>;
};

const batchSize = 2;
type PictureRow = typeof productImage.$inferInsert;

/**
 * Converts the pictures that stored products name, two at a time, and writes the pictures of each product. A picture
 * that is missing now and was imported before stays; one that the file no longer names is removed.
 */
export async function importPictures(
  outcomes: ProductOutcome[],
  colourKey: (colour: string) => string | null,
  run: PictureRun,
): Promise<void> {
  const { find } = run;
  const named = outcomes.filter((o) => o.productId !== null);
  if (!find) {
    run.report.notLookedFor += named.reduce((sum, o) => sum + o.source.pictures.length, 0);
    return;
  }
  const stored = await listStoredPictures(named.map((o) => o.productId ?? ""));
  const known = new Map([...stored.values()].flat().map((p) => [p.sourceHash ?? "", p]));
  const queue = [...new Set(named.flatMap((o) => o.source.pictures.map((p) => p.name)))];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const taken = run.seen.get(name) ?? importPicture(name, { find, known }, run);
      run.seen.set(name, taken);
      await taken;
      await run.onPicture();
    }
  };
  await Promise.all(Array.from({ length: batchSize }, worker));
  const changes = await Promise.all(
    named.map((o) => buildPictureChanges(o, { old: stored.get(o.productId ?? "") ?? [], colourKey }, run)),
  );
  const gone = changes.flatMap((c) => c.gone);
  const rows = changes.flatMap((c) => c.rows);
  if (gone.length === 0 && rows.length === 0) return;
  await inTransaction(async (tx) => {
    if (gone.length > 0) await tx.delete(productImage).where(inArray(productImage.id, gone));
    if (rows.length > 0) await tx.insert(productImage).values(rows);
  });
}

async function importPicture(
  name: string,
  { find, known }: { find: FindPicture; known: Map<string, StoredPicture> },
  { convert, report }: Pick<PictureRun, "convert" | "report">,
): Promise<PictureResult> {
  const file = find(name);
  if (file === null) {
    report.missing++;
    if (report.missingNames.length < listLimit) report.missingNames.push(name);
    return "missing";
  }
  try {
    const hash = await hashPicture(file);
    const old = known.get(hash);
    if (old && (await isStored(old))) {
      report.unchanged++;
      const { src, widths, width, height, blur } = old;
      return { picture: { src, widths, width, height, blur, sourceHash: hash }, fresh: false };
    }
    const picture = await convert(file, hash);
    report.converted++;
    return { picture, fresh: true };
  } catch (error) {
    if (!(error instanceof PictureRefusedError)) throw error;
    report.refused++;
    if (report.refusedFiles.length < listLimit) report.refusedFiles.push({ name, fault: error.fault });
    return "refused";
  }
}

async function buildPictureChanges(
  { source, productId }: ProductOutcome,
  { old, colourKey }: { old: StoredPicture[]; colourKey: (colour: string) => string | null },
  run: PictureRun,
): Promise<{ gone: string[]; rows: PictureRow[] }> {
  const next: PictureRow[] = [];
  for (const { name, alt, colour } of source.pictures) {
    const taken = await run.seen.get(name);
    const before = old.find((p) => p.sourceName === name);
    const picture = typeof taken === "object" ? taken.picture : before;
    if (!picture || productId === null) continue;
    const { src, widths, width, height, blur, sourceHash } = picture;
    const text = alt || source.title;
    const spoken = before ? { ...before.alt, [run.locale]: text } : { en: text, [run.locale]: text };
    const key = colour === null ? null : colourKey(colour);
    const shown = { src, widths, width, height, blur, sourceHash, sourceName: name, alt: spoken, colourKey: key };
    next.push({ productId, position: next.length, ...shown });
  }
  const plain = (p: PictureRow) =>
    JSON.stringify([
      p.position,
      p.src,
      p.widths,
      p.width,
      p.height,
      p.alt.en,
      p.alt.ru,
      p.alt.az,
      p.colourKey,
      p.sourceName,
    ]);
  const before = [...old].sort((a, b) => a.position - b.position).map(plain);
  if (JSON.stringify(before) === JSON.stringify(next.map(plain))) return { gone: [], rows: [] };
  return { gone: old.map((p) => p.id), rows: next };
}
