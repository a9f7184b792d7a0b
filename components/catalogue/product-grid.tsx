import type { ProductCard as Card } from "@/server/catalogue/schema";
import { ProductCard } from "./product-card";

const columns = {
  four: {
    grid: "grid-cols-2 md:grid-cols-3 xl:grid-cols-4",
    sizes: "(min-width: 1280px) 320px, (min-width: 768px) 31vw, 46vw",
  },
  three: { grid: "grid-cols-2 lg:grid-cols-3", sizes: "(min-width: 1440px) 330px, (min-width: 1024px) 26vw, 46vw" },
} as const;

/** A grid of products; the first `eager` pictures load eagerly. */
export function ProductGrid({
  items,
  width = "four",
  eager = 0,
}: {
  items: Card[];
  width?: keyof typeof columns;
  eager?: number;
}) {
  const { grid, sizes } = columns[width];
  return (
    <ul className={`grid gap-x-3 gap-y-9 md:gap-x-6 md:gap-y-12 ${grid}`}>
      {items.map((card, i) => (
        <li key={card.productId}>
          <ProductCard card={card} sizes={sizes} eager={i < eager} />
        </li>
      ))}
    </ul>
  );
}
