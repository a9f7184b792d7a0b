/** Addresses of the shop without their language. */
export const paths = {
  home: "/",
  category: (slug: string) => `/c/${slug}`,
  /** A handle may be in any script: an address carries it encoded. */
  product: (handle: string) => `/p/${encodeURIComponent(handle)}`,
  newIn: "/new",
  search: "/search",
  stores: "/stores",
  fittings: "/fittings",
  favourites: "/favourites",
  bag: "/cart",
  account: "/account",
  orders: "/orders",
} as const;
