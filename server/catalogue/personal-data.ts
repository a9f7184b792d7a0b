import { category, colour, product, productImage, productWord, searchWord, variant } from "@/db/schema/catalogue";
import { importRun } from "@/db/schema/catalogue-import";
import { ofNobody, ofStaff, type PersonalData } from "@/server/platform/personal-data";

export const catalogueData: PersonalData = {
  module: "catalogue",
  tables: [
    ...ofNobody(category, colour, product, productImage, productWord, searchWord, variant),
    ofStaff(importRun, ["staffId"], "as long as the catalogue"),
  ],
};
