import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, getQuoteHash, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import type { TestEnv } from "./test-env";

/** Everybody wants two delivered and two picked up of the same variant: four items of one stock level on two lines. */
async function runRush(testEnv: TestEnv, shoppers: number, pieces: number) {
  const { variantId, storeId } = await createStockedStore(pieces);
  const wants = () => [
    { variantId, quantity: 2 },
    { variantId, quantity: 2, storeId },
  ];
  const all = await createShoppers(shoppers, wants);
  const [first] = all;
  const hash = first ? await getQuoteHash(testEnv, first) : "";
  const answers = await mapConcurrently(all, shoppers, (by) => placeOrder(testEnv, by, hash));
  return {
    won: answers.filter((a) => a.status === 200).length,
    refused: answers.filter((a) => a.code === "OUT_OF_STOCK").length,
  };
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const { won, refused } = await runRush(testEnv, 50, 43);
  const figures = compareFigures("50 × (2 delivered + 2 picked up) of 43 pieces", {
    orders: [won, 10],
    "refused in words": [refused, 40],
  });
  const prepare = ["alter table stock_level drop constraint stock_level_reserved"];
  const mutant = await testEnv.withMutant({ without: "stock guard", prepare }, (mutantEnv) =>
    runRush(mutantEnv, 50, 43),
  );
  return [figures, reportMutant("the guard of stock", mutant.won > 10, `${mutant.won} × 4 sold of 43`)];
}

export const sharedStock: Fault = { id: "F13", name: "lines that share a stock item", run };
