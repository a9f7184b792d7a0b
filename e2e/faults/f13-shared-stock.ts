import { buyersWith, eachOf, placeBy, quoteOf } from "./shoppers";
import { caught, exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";
import { shelf } from "./stocked-store";

/** Everybody wants two delivered and two picked up of the same goods: four pieces of one shelf on two lines. */
async function rush(house: House, buyers: number, pieces: number) {
  const { variantId, storeId } = await shelf(pieces);
  const wants = () => [
    { variantId, quantity: 2 },
    { variantId, quantity: 2, storeId },
  ];
  const all = await buyersWith(buyers, wants);
  const [first] = all;
  const hash = first ? await quoteOf(house, first) : "";
  const answers = await eachOf(all, buyers, (by) => placeBy(house, by, hash));
  return {
    won: answers.filter((a) => a.status === 200).length,
    refused: answers.filter((a) => a.code === "OUT_OF_STOCK").length,
  };
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  const { won, refused } = await rush(house, 50, 43);
  const figures = exactly("50 × (2 delivered + 2 picked up) of 43 pieces", {
    orders: [won, 10],
    "refused in words": [refused, 40],
  });
  const prepare = ["alter table stock_level drop constraint stock_level_reserved"];
  const twin = await house.twin({ without: "stock guard", prepare }, (inTwin) => rush(inTwin, 50, 43));
  return [figures, caught("the guard of stock", twin.won > 10, `${twin.won} × 4 sold of 43`)];
}

export const sharedStock: Fault = { id: "F13", name: "lines that share a stock item", run };
