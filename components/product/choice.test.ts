import { describe, expect, it } from "vitest";
import type { ProductView } from "@/server/catalogue/schema";
import { axesOf, canBeHad, chosenVariant, firstChoice } from "./choice";

const variant = (size: string | null, colourKey: string | null, options: string[], available = true) => ({
  variantId: options.join("/"),
  options,
  size,
  colourKey,
  price: { minor: 100, currency: "AZN" },
  compareAt: null,
  available,
});
const product = (variants: ProductView["variants"], optionNames: string[]): ProductView => ({
  productId: "p",
  handle: "p",
  title: { en: "P" },
  description: { en: "" },
  vendor: "",
  path: [],
  optionNames,
  colours: ["fog", "ink"].map((key) => ({ key, name: { en: key }, hex: null })),
  pictures: [],
  variants,
});

const shirt = product(
  [
    variant("L", "fog", ["L", "Fog"], false),
    variant("S", "fog", ["S", "Fog"]),
    variant("L", "ink", ["L", "Ink"]),
    variant("S", "ink", ["S", "Ink"]),
  ],
  ["Size", "Colour"],
);

describe("choosing a variant", () => {
  it("sees sizes in their order and colours with their swatch", () => {
    expect(axesOf(shirt).map((a) => [a.role, a.values.map((v) => v.value)])).toEqual([
      ["size", ["S", "L"]],
      ["colour", ["Fog", "Ink"]],
    ]);
  });
  it("starts with a colour and leaves the size open", () => {
    expect(firstChoice(shirt)).toEqual([null, "Fog"]);
    expect(firstChoice(shirt, "ink")).toEqual([null, "Ink"]);
    expect(chosenVariant(shirt, [null, "Fog"])).toBeNull();
    expect(chosenVariant(shirt, ["S", "Ink"])?.variantId).toBe("S/Ink");
  });
  it("knows what is sold out in the chosen colour only", () => {
    expect(canBeHad(shirt, [null, "Fog"], 0, "L")).toBe(false);
    expect(canBeHad(shirt, [null, "Ink"], 0, "L")).toBe(true);
  });
  it("takes other options as they are, and nothing to choose as nothing", () => {
    const board = product([variant(null, null, ["Soft"]), variant(null, null, ["Hard"])], ["Wheel-Type"]);
    expect(axesOf(board)).toMatchObject([{ role: "other", name: "Wheel-Type" }]);
    const belt = product([variant("M", "fog", ["M", "Fog"])], ["Size", "Colour"]);
    expect(axesOf(belt).map((a) => [a.role, a.values.map((v) => v.value)])).toEqual([
      ["size", ["M"]],
      ["colour", ["Fog"]],
    ]);
    expect(firstChoice(belt)).toEqual(["M", "Fog"]);
    const mug = product([variant(null, null, [])], []);
    expect(axesOf(mug)).toEqual([]);
    expect(chosenVariant(mug, [])).not.toBeNull();
  });
});
