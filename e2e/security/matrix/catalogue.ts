import type { Cell, ProcedureName } from "./cell";

/** What anybody may read. */
export const catalogueCells = {
  "catalogue.product": { input: ({ product }) => ({ handle: product.handle }) },
  "catalogue.list": { input: () => ({ query: "shirt", page: 1 }) },
  "catalogue.suggest": { input: () => ({ query: "shirt" }) },
  "catalogue.cards": { input: ({ product }) => ({ ids: [product.id] }) },
  "catalogue.variants": { input: ({ variantId }) => ({ ids: [variantId] }) },
  "catalogue.variantsByCode": { input: ({ product }) => ({ code: product.variants[0]?.sku }) },
  "catalogue.categories": {},
  "catalogue.category": { input: () => ({ handle: "women" }) },
  "catalogue.newIn": { input: () => ({ limit: 4 }) },
  "catalogue.related": { input: ({ product }) => ({ productId: product.id, limit: 4 }) },
  "catalogue.handles": {},
  "inventory.availability": { input: ({ product }) => ({ productId: product.id }) },
  "inventory.inStore": { input: ({ store, variantId }) => ({ storeId: store.id, variantIds: [variantId] }) },
  "stores.list": {},
  "fittings.slots": { input: ({ store }) => ({ storeId: store.id }) },
  "fittings.next": { input: ({ store }) => ({ storeId: store.id }) },
  // The demo house's mail box, public on purpose: it exists in demo mode only.
  "messaging.localMails": {},
  "sync.ping": {},
} satisfies Partial<Record<ProcedureName, Cell>>;
