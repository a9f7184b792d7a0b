import { AppError } from "@/server/platform/errors";
import { publicProcedure, router } from "@/server/trpc/init";
import { findVariantsByCode } from "./codes";
import {
  findCategoryPath,
  findProductByHandle,
  getCategoryTree,
  listActiveHandles,
  listNewProducts,
  listProductCards,
  listRelatedProducts,
  listVariantCards,
} from "./queries";
import { codeSchema, handleSchema, newInSchema, productIdsSchema, relatedSchema, variantIdsSchema } from "./schema";

/** The public catalogue: anyone may read it, also without a cookie. */
export const catalogueRouter = router({
  /** One product by its handle; NOT_FOUND when it is not for sale. */
  getProduct: publicProcedure.input(handleSchema).query(async ({ input }) => {
    const found = await findProductByHandle(input.handle);
    if (!found) throw new AppError("NOT_FOUND");
    return found;
  }),
  listCards: publicProcedure.input(productIdsSchema).query(({ input }) => listProductCards(input.ids)),
  listVariants: publicProcedure.input(variantIdsSchema).query(({ input }) => listVariantCards(input.ids)),
  /** The variants that a scanned barcode or a typed SKU names: none, one, or several that share it. */
  findVariantsByCode: publicProcedure.input(codeSchema).query(({ input }) => findVariantsByCode(input.code)),
  listCategories: publicProcedure.query(() => getCategoryTree()),
  /** A category with its ancestors, outermost first; NOT_FOUND when there is none. */
  getCategory: publicProcedure.input(handleSchema).query(async ({ input }) => {
    const path = await findCategoryPath(input.handle);
    if (!path) throw new AppError("NOT_FOUND");
    return path;
  }),
  listNewIn: publicProcedure.input(newInSchema).query(({ input }) => listNewProducts(input.limit)),
  listRelated: publicProcedure
    .input(relatedSchema)
    .query(({ input }) => listRelatedProducts(input.productId, input.limit)),
  listHandles: publicProcedure.query(() => listActiveHandles()),
});
