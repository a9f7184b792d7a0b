import { isHistory, isOnLineage, isSegment, type Lineage, parseLineage, traceLog } from "./log.rules";
import type { Manifest, StoredFile } from "./schema";
import { listBackups, readIndex, readManifest, readStoredText, type Target } from "./target";

/** A backup and how far the log leads from it; `missing` is the first file that is not there although later ones are. */
export type Reach = { manifest: Manifest; files: StoredFile[]; missing: string | null; newest: Date };

/** What lies at a target. */
export type Survey = { reaches: Reach[]; damaged: string[]; histories: StoredFile[] };

async function readLineage(
  target: Target,
  histories: StoredFile[],
  archive: Map<string, StoredFile>,
): Promise<Lineage> {
  const newest = histories.toSorted((a, b) => a.name.localeCompare(b.name)).at(-1);
  const oldest = [...archive.keys()].filter(isSegment).sort()[0];
  const texts = newest ? [{ name: newest.name, text: await readStoredText(target, "log", newest) }] : [];
  return parseLineage(texts, oldest ? Number.parseInt(oldest.slice(0, 8), 16) : 1);
}

function traceFrom(manifest: Manifest, archive: Map<string, StoredFile>, lineage: Lineage): Reach {
  const point = new Date(manifest.point);
  if (!manifest.log || !isOnLineage(manifest.log, lineage))
    return { manifest, files: [], missing: null, newest: point };
  const { files, missing } = traceLog(manifest.log, archive, lineage);
  const through = files.at(-1)?.through;
  return {
    manifest,
    files,
    missing,
    newest: through && Date.parse(through) > point.getTime() ? new Date(through) : point,
  };
}

/**
 * Reads every manifest of a target, oldest first, and how far the log leads from each, as if `bad` files of the log were
 * not there. Damaged manifests are named.
 */
export async function surveyTarget(target: Target, bad: Set<string> = new Set()): Promise<Survey> {
  const damaged: string[] = [];
  const manifests: Manifest[] = [];
  for (const id of await listBackups(target))
    await readManifest(target, id).then(
      (manifest) => manifests.push(manifest),
      (error: Error) => damaged.push(error.message),
    );
  const index = await readIndex(target, "log");
  if (index.damaged > 0) damaged.push(`log/index.jsonl: ${index.damaged} lines are damaged`);
  const archive = new Map([...index.files].filter(([name]) => !bad.has(name)));
  const histories = [...archive.values()].filter(({ name }) => isHistory(name));
  const readable = manifests.some((m) => m.log) && (target.key !== null || manifests.every((m) => !m.key));
  const lineage = readable ? await readLineage(target, histories, archive) : parseLineage([], 1);
  return { reaches: manifests.map((manifest) => traceFrom(manifest, archive, lineage)), damaged, histories };
}
