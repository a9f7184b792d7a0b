/** Addresses of the shop without their language. */
export const paths = {
  home: "/",
  category: (slug: string) => `/c/${slug}`,
  product: (handle: string) => `/p/${handle}`,
  newIn: "/new",
  search: "/search",
  stores: "/stores",
  fittings: "/fittings",
  favourites: "/favourites",
  bag: "/cart",
  account: "/account",
  orders: "/orders",
} as const;
