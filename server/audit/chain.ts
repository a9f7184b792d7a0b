import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { jsonObject, pick } from "@/db/json";
import { auditEntry } from "@/db/schema/audit";
import { type ChainedEntry, formatSealText } from "./rules";

/**
 * `missing`: sealed, but the entry is gone. `changed`: differs from what was sealed, or is out of order. `gap`: a seal
 * is gone.
 */
type ChainFault = "missing" | "changed" | "gap" | "unsealed" | "cut" | "rewritten";
export type ChainReport = {
  /**
   * Number of valid links, and the hash of the last one. Stored elsewhere, the hash later proves that nothing was
   * rewritten.
   */
  entries: number;
  hash: string;
  broken: { seq: number; entryId: string | null; fault: ChainFault } | null;
};

const batch = 2_000;

type ChainLink = { seq: string; entry_id: string; hash: string; entry: ChainedEntry | null };

const e = alias(auditEntry, "e");
const entryJson: SQL<ChainedEntry> = jsonObject({
  ...pick(e, "id", "action", "reason"),
  at_us: sql<string>`(extract(epoch from ${e.at}) * 1000000)::bigint::text`,
  actor_kind: e.actorKind,
  actor_id: e.actorId,
  session_id: e.sessionId,
  store_device_id: e.storeDeviceId,
  store_id: e.storeId,
  approved_by: e.approvedBy,
  subject_kind: e.subjectKind,
  subject_id: e.subjectId,
  before: sql<string | null>`${e.before}::text`,
  after: sql<string | null>`${e.after}::text`,
  details: sql<string>`${e.details}::text`,
});

const listLinksAfter = (seq: number) =>
  db().execute<ChainLink>(sql`
    select s.seq, s.entry_id, s.hash, case when e.id is not null then ${entryJson} end as entry
    from audit_seal s left join audit_entry e on e.id = s.entry_id
    where s.seq > ${seq} order by s.seq limit ${batch}`);

const computeHash = (seq: number, before: string, entry: ChainedEntry) =>
  createHash("sha256")
    .update(formatSealText(seq, before, entry))
    .digest("hex");

function findFault(link: ChainLink, seq: number, before: string): ChainFault | null {
  if (Number(link.seq) !== seq) return "gap";
  if (!link.entry) return "missing";
  return computeHash(seq, before, link.entry) === link.hash ? null : "changed";
}

/**
 * Walks the audit chain from its beginning and returns where it first breaks. The hashes are computed here, not by the
 * database, which may have been tampered with. `known` is a link recorded earlier that must still be the same.
 */
export async function verifyChain(known?: { seq: number; hash: string }): Promise<ChainReport> {
  // The head is read first, so that entries committed during the walk are not reported as cut off.
  const [head] = await db().execute<{ seq: string; hash: string }>(sql`select seq, hash from audit_head`);
  const last = Number(head?.seq ?? 0);
  let entries = 0;
  let hash = "";
  const end = (fault: ChainFault, seq: number, entryId: string | null): ChainReport => ({
    entries,
    hash,
    broken: { seq, entryId, fault },
  });
  for (;;) {
    const links = await listLinksAfter(entries);
    for (const link of links) {
      const seq = entries + 1;
      const fault = findFault(link, seq, hash);
      if (fault) return end(fault, seq, fault === "gap" ? null : link.entry_id);
      entries = seq;
      hash = link.hash;
      if (known?.seq === seq && known.hash !== hash) return end("rewritten", seq, link.entry_id);
      if (seq === last && hash !== head?.hash) return end("rewritten", seq, link.entry_id);
    }
    if (links.length < batch) break;
  }
  if (entries < Math.max(last, known?.seq ?? 0)) return end("cut", entries + 1, null);
  const [loose] = await db().execute<{ id: string }>(sql`
    select e.id from audit_entry e where not exists (select from audit_seal s where s.entry_id = e.id)
    order by e.at, e.id limit 1`);
  return loose ? end("unsealed", entries + 1, loose.id) : { entries, hash, broken: null };
}
