import type { LocalisedText } from "../../../../db/columns";
import { type Department, inThree, type Kind } from "./garment";

const c = (...words: [en: string, ru: string, az: string]) => inThree(words);

export const departments: Record<Department, LocalisedText> = {
  women: c("Women", "Женщинам", "Qadın"),
  men: c("Men", "Мужчинам", "Kişi"),
  accessories: c("Accessories", "Аксессуары", "Aksesuarlar"),
};

type Shelf = { slug: string; name: LocalisedText; kinds: Kind[] };

/** The categories below a department, in the shop's order. */
export const shelves: Shelf[] = [
  { slug: "shirts", name: c("Shirts", "Рубашки", "Köynəklər"), kinds: ["shirt", "overshirt"] },
  {
    slug: "tops",
    name: c("T-shirts & sweatshirts", "Футболки и толстовки", "Futbolka və svitşotlar"),
    kinds: ["t-shirt", "polo", "hoodie"],
  },
  { slug: "knitwear", name: c("Knitwear", "Трикотаж", "Trikotaj"), kinds: ["jumper", "cardigan"] },
  {
    slug: "outerwear",
    name: c("Coats & jackets", "Пальто и куртки", "Palto və gödəkçələr"),
    kinds: ["jacket", "coat", "trench"],
  },
  { slug: "tailoring", name: c("Tailoring", "Пиджаки и жакеты", "Pencək və jaketlər"), kinds: ["blazer"] },
  { slug: "jeans", name: c("Jeans", "Джинсы", "Cins şalvarlar"), kinds: ["jeans"] },
  { slug: "trousers", name: c("Trousers & shorts", "Брюки и шорты", "Şalvar və şortlar"), kinds: ["chinos", "shorts"] },
  { slug: "skirts", name: c("Skirts", "Юбки", "Yubkalar"), kinds: ["skirt"] },
  { slug: "dresses", name: c("Dresses", "Платья", "Donlar"), kinds: ["dress"] },
  { slug: "shoes", name: c("Shoes", "Обувь", "Ayaqqabılar"), kinds: ["sneakers", "boots"] },
  { slug: "bags", name: c("Bags", "Сумки", "Çantalar"), kinds: ["tote"] },
  {
    slug: "scarves-hats",
    name: c("Scarves & hats", "Шарфы и головные уборы", "Şərf və papaqlar"),
    kinds: ["scarf", "cap"],
  },
  { slug: "belts", name: c("Belts", "Ремни", "Kəmərlər"), kinds: ["belt"] },
];

const letters = { women: ["XS", "S", "M", "L", "XL"], men: ["S", "M", "L", "XL", "XXL"] };
const waists = { women: ["26", "27", "28", "29", "30", "31"], men: ["29", "30", "31", "32", "33", "34", "36"] };

/** The sizes of a kind; none for one-size products. */
export function sizesOf(kind: Kind, department: Department): string[] {
  if (kind === "sneakers") return ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];
  if (kind === "boots") return ["38", "39", "40", "41", "42", "43", "44", "45"];
  if (kind === "belt") return ["80", "90", "100", "110"];
  if (department === "accessories") return [];
  return kind === "jeans" ? waists[department] : letters[department];
}
