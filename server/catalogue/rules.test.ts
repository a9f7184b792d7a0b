import { describe, expect, it } from "vitest";
import { compareSizes, getSizeEquivalents, localise, localiseOption, localiseStoredOption } from "./rules";
import { buildSearchForms, foldWords, listSynonyms, listTranspositions, swapKeyboardLayout } from "./search/rules";

describe("sizes", () => {
  it("sort in a shop's order", () => {
    const given = ["40", "XL", "M", "36.5", "2XL", "One size", "XS", "S", "36", "L", "Tall"];
    expect(given.toSorted(compareSizes)).toEqual("One size,XS,S,M,L,XL,2XL,36,36.5,40,Tall".split(","));
  });
  it("convert to European and Russian numbers where those exist", () => {
    expect(getSizeEquivalents("m", "women")).toEqual({ eu: "38", ru: "44" });
    expect(getSizeEquivalents("39", "men")).toBeNull();
  });
});

it("a text falls back to English", () => {
  expect(localise({ en: "Fog", ru: "Туман" }, "ru")).toBe("Туман");
  expect(localise({ en: "Fog", az: "" }, "az")).toBe("Fog");
});

describe("folding", () => {
  it("unites alphabets, accents and spellings of one word", () => {
    expect(foldWords("Köynək KÖYNƏK koynek")).toBe("koinek koinek koinek");
    expect(foldWords("İPƏK ıpək")).toBe("ipek ipek");
    expect(foldWords("джинсы djinsi dzhinsy")).toBe("jinsi jinsi jinsi");
    expect(foldWords("лён льна «шёлк»")).toBe("len lna selk");
    expect(foldWords("T-shirt, 100 %")).toBe("t sirt 100");
    expect(foldWords("中文 !!!")).toBe("");
  });
  it("recognises a query typed on the other keyboard layout", () => {
    expect(swapKeyboardLayout("he,firf")).toBe("рубашка");
    expect(buildSearchForms("he,firf").map((form) => form.words)).toContainEqual(["rubaska"]);
  });
  it("knows synonyms and exchanged letters", () => {
    expect(listSynonyms(foldWords("court sneakers"))).toContain("krosovki");
    expect(listTranspositions("srit")).toContain("sirt");
    expect(listTranspositions("cap")).toEqual([]);
  });
});

describe("options", () => {
  const fog = { key: "fog", name: { en: "Fog", ru: "Туман", az: "Duman" }, hex: null };
  it("are translated where they name the colour", () => {
    expect([
      localiseOption("Fog", fog, "az"),
      localiseOption("fog", fog, "ru"),
      localiseOption("M", fog, "ru"),
    ]).toEqual(["Duman", "Туман", "M"]);
    expect(localiseOption("Fog", null, "az")).toBe("Fog");
  });
  it("are translated in a stored order, too", () => {
    expect(localiseStoredOption("M / Fog / Fogged", fog, "ru")).toBe("M / Туман / Fogged");
    expect(localiseStoredOption("Default Title", null, "ru")).toBe("");
  });
});
