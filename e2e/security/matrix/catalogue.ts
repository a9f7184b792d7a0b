import type { Cell, ProcedureName } from "./cell";

/** What anybody may read. */
export const catalogueCells = {
  "catalogue.getProduct": { input: ({ product }) => ({ handle: product.handle }) },
  "catalogue.list": { input: () => ({ query: "shirt", page: 1 }) },
  "catalogue.suggest": { input: () => ({ query: "shirt" }) },
  "catalogue.listCards": { input: ({ product }) => ({ ids: [product.id] }) },
  "catalogue.listVariants": { input: ({ variantId }) => ({ ids: [variantId] }) },
  "catalogue.findVariantsByCode": { input: ({ product }) => ({ code: product.variants[0]?.sku }) },
  "catalogue.listCategories": {},
  "catalogue.getCategory": { input: () => ({ handle: "women" }) },
  "catalogue.listNewIn": { input: () => ({ limit: 4 }) },
  "catalogue.listRelated": { input: ({ product }) => ({ productId: product.id, limit: 4 }) },
  "catalogue.listHandles": {},
  "stock.listAvailability": { input: ({ product }) => ({ productId: product.id }) },
  "stock.getInStore": { input: ({ store, variantId }) => ({ storeId: store.id, variantIds: [variantId] }) },
  "stores.list": {},
  "fittings.listSlots": { input: ({ store }) => ({ storeId: store.id }) },
  "fittings.findNextSlot": { input: ({ store }) => ({ storeId: store.id }) },
  // The demo's mailbox, public on purpose: it exists in demo mode only.
  "messages.listLocal": {},
  "sync.ping": {},
} satisfies Partial<Record<ProcedureName, Cell>>;
