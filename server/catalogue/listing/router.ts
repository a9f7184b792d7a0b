import { publicProcedure, router } from "@/server/trpc/init";
import { listSchema, suggestSchema } from "../schema";
import { getSuggestions, listProducts } from "./queries";

/** Products by category or by search: anyone may read them. */
export const listingRouter = router({
  /** A page of products with facets, by category or by search. */
  list: publicProcedure.input(listSchema).query(({ input }) => listProducts(input)),
  suggest: publicProcedure.input(suggestSchema).query(({ input }) => getSuggestions(input.query)),
});
