import { officeProcedure, router } from "@/server/trpc/init";
import { officeProducts } from "./queries";
import { officeProductsSchema } from "./schema";

export const catalogueOfficeRouter = router({
  products: officeProcedure.input(officeProductsSchema).query(({ input }) => officeProducts(input)),
});
