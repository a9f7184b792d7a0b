import { describe, expect, it } from "vitest";
import type { ProductView } from "@/server/catalogue/schema";
import { findChosenVariant, getInitialChoice, isAvailable, listAxes } from "./choice";

const buildVariant = (size: string | null, colourKey: string | null, options: string[], available = true) => ({
  variantId: options.join("/"),
  options,
  size,
  colourKey,
  price: { minor: 100, currency: "AZN" },
  compareAt: null,
  available,
});
const buildProduct = (variants: ProductView["variants"], optionNames: string[]): ProductView => ({
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

const shirt = buildProduct(
  [
    buildVariant("L", "fog", ["L", "Fog"], false),
    buildVariant("S", "fog", ["S", "Fog"]),
    buildVariant("L", "ink", ["L", "Ink"]),
    buildVariant("S", "ink", ["S", "Ink"]),
  ],
  ["Size", "Colour"],
);

describe("choosing a variant", () => {
  it("sees sizes in their order and colours with their swatch", () => {
    expect(listAxes(shirt).map((a) => [a.role, a.values.map((v) => v.value)])).toEqual([
      ["size", ["S", "L"]],
      ["colour", ["Fog", "Ink"]],
    ]);
  });
  it("starts with a colour and without a size", () => {
    expect(getInitialChoice(shirt)).toEqual([null, "Fog"]);
    expect(getInitialChoice(shirt, "ink")).toEqual([null, "Ink"]);
    expect(findChosenVariant(shirt, [null, "Fog"])).toBeNull();
    expect(findChosenVariant(shirt, ["S", "Ink"])?.variantId).toBe("S/Ink");
  });
  it("knows what is sold out in the chosen colour only", () => {
    expect(isAvailable(shirt, [null, "Fog"], 0, "L")).toBe(false);
    expect(isAvailable(shirt, [null, "Ink"], 0, "L")).toBe(true);
  });
  it("takes other options as they are, and nothing to choose as nothing", () => {
    const board = buildProduct(
      [buildVariant(null, null, ["Soft"]), buildVariant(null, null, ["Hard"])],
      ["Wheel-Type"],
    );
    expect(listAxes(board)).toMatchObject([{ role: "other", name: "Wheel-Type" }]);
    const belt = buildProduct([buildVariant("M", "fog", ["M", "Fog"])], ["Size", "Colour"]);
    expect(listAxes(belt).map((a) => [a.role, a.values.map((v) => v.value)])).toEqual([
      ["size", ["M"]],
      ["colour", ["Fog"]],
    ]);
    expect(getInitialChoice(belt)).toEqual(["M", "Fog"]);
    const mug = buildProduct([buildVariant(null, null, [])], []);
    expect(listAxes(mug)).toEqual([]);
    expect(findChosenVariant(mug, [])).not.toBeNull();
  });
});
