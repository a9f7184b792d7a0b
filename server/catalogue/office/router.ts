import { officeProcedure, router } from "@/server/trpc/init";
import { listOfficeProducts } from "./queries";
import { officeProductsSchema } from "./schema";

export const catalogueOfficeRouter = router({
  listProducts: officeProcedure.input(officeProductsSchema).query(({ input }) => listOfficeProducts(input)),
});
