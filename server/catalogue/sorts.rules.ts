/** The orders of a listing. They stand here and not beside the Zod schemas, so that the browser's bundle stays without Zod. */
export const sorts = ["relevance", "new", "price-up", "price-down"] as const;
export type Sort = (typeof sorts)[number];
