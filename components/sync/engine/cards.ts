import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ProductCard, VariantCard } from "@/server/catalogue/schema";
import { callProcedure } from "./network";

interface CardDb extends DBSchema {
  variants: { key: string; value: { card: VariantCard; at: number } };
  products: { key: string; value: { card: ProductCard; at: number } };
  /** Recently viewed products, newest last by `at`. */
  seen: { key: string; value: number };
}
type Kind = "variants" | "products";
type Cards = { variants: VariantCard; products: ProductCard };
const procedures = { variants: "catalogue.listVariants", products: "catalogue.listCards" } as const;
/** A card older than this is fetched again when it is shown; prices are decided by the server anyway. */
const freshMs = 10 * 60_000;
const maxSeen = 24;

let database: Promise<IDBPDatabase<CardDb>> | null = null;
function openCardDb(): Promise<IDBPDatabase<CardDb>> {
  database ??= openDB<CardDb>("selvedge-cards", 1, {
    upgrade(db) {
      for (const name of ["variants", "products", "seen"] as const) db.createObjectStore(name);
    },
  });
  return database;
}

/** A snapshot of the known cards. */
export type CardReader = Pick<CardCache, "get" | "want">;

/** Deletes all cards and recently viewed products. */
export async function clearCards(): Promise<void> {
  const db = await openCardDb();
  for (const name of ["variants", "products", "seen"] as const) await db.clear(name);
}

/**
 * Cards of variants and products for lines and favourites: in memory, kept in the browser for offline, fetched when
 * missing or old.
 */
export class CardCache {
  private readonly cards = { variants: new Map<string, VariantCard>(), products: new Map<string, ProductCard>() };
  private readonly requestedAt = { variants: new Map<string, number>(), products: new Map<string, number>() };
  private readonly queued = { variants: new Set<string>(), products: new Set<string>() };
  private readonly listeners = new Set<() => void>();
  private reader = this.makeReader();

  /** What is known now: another object after each change, since what is read while rendering is kept for the same object. */
  getReader = (): CardReader => this.reader;

  private makeReader(): CardReader {
    return { get: (kind, id) => this.get(kind, id), want: (kind, ids) => this.want(kind, ids) };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get<K extends Kind>(kind: K, id: string): Cards[K] | undefined {
    return this.cards[kind].get(id) as Cards[K] | undefined;
  }

  /** Requests cards; cached ones are read at once, the rest with one request. */
  want(kind: Kind, ids: readonly string[]): void {
    const now = Date.now();
    const missing = ids.filter((id) => now - (this.requestedAt[kind].get(id) ?? 0) > freshMs);
    if (missing.length === 0) return;
    for (const id of missing) {
      this.requestedAt[kind].set(id, now);
      this.queued[kind].add(id);
    }
    queueMicrotask(() => void this.fetch(kind));
  }

  /** Stores a card that the page already has. */
  put<K extends Kind>(kind: K, card: Cards[K], id: string): void {
    this.requestedAt[kind].set(id, Date.now());
    this.storeCards(kind, [[id, card]]);
  }

  /** Records a viewed product, for the offline page. */
  async recordView(productId: string): Promise<void> {
    this.want("products", [productId]);
    const db = await openCardDb();
    await db.put("seen", Date.now(), productId);
    const all = await listSeenIds(db);
    for (const id of all.slice(maxSeen)) await db.delete("seen", id);
  }

  /** Recently viewed products, newest first, as far as cached. */
  async listLastSeen(limit: number): Promise<ProductCard[]> {
    const db = await openCardDb();
    const rows = await Promise.all((await listSeenIds(db)).map((id) => db.get("products", id)));
    return rows.flatMap((row) => (row ? [row.card] : [])).slice(0, limit);
  }

  private async fetch(kind: Kind): Promise<void> {
    const ids = [...this.queued[kind]].slice(0, 100);
    for (const id of ids) this.queued[kind].delete(id);
    if (ids.length === 0) return;
    await this.loadStored(kind, ids);
    try {
      const cards = await callProcedure<(VariantCard | ProductCard)[]>("shop", procedures[kind], { ids }, false);
      this.storeCards(
        kind,
        cards.map((card) => ["variantId" in card ? card.variantId : card.productId, card as Cards[Kind]]),
      );
    } catch {
      for (const id of ids) this.requestedAt[kind].delete(id);
    }
  }

  private async loadStored(kind: Kind, ids: string[]): Promise<void> {
    try {
      const db = await openCardDb();
      const rows = await Promise.all(ids.map(async (id) => [id, await db.get(kind, id)] as const));
      const found = rows.flatMap(([id, row]) => (row && !this.cards[kind].has(id) ? [[id, row.card] as const] : []));
      for (const [id, card] of found) (this.cards[kind] as Map<string, VariantCard | ProductCard>).set(id, card);
      if (found.length) this.notify();
    } catch {
      // No storage: the network is used.
    }
  }

  private storeCards(kind: Kind, cards: [string, Cards[Kind]][]): void {
    const map = this.cards[kind] as Map<string, Cards[Kind]>;
    for (const [id, card] of cards) map.set(id, card);
    if (cards.length) this.notify();
    const at = Date.now();
    void openCardDb()
      .then(async (db) => {
        const tx = db.transaction(kind, "readwrite");
        for (const [id, card] of cards) void tx.store.put({ card, at } as never, id);
        await tx.done;
      })
      .catch(() => {});
  }

  private notify(): void {
    this.reader = this.makeReader();
    for (const listener of this.listeners) listener();
  }
}

async function listSeenIds(db: IDBPDatabase<CardDb>): Promise<string[]> {
  const [ids, times] = await Promise.all([db.getAllKeys("seen"), db.getAll("seen")]);
  return ids
    .map((id, i) => ({ id, at: times[i] ?? 0 }))
    .sort((a, b) => b.at - a.at)
    .map(({ id }) => id);
}
