import { describe, expect, it } from "vitest";
import { findHex } from "./colours.rules";
import { sanitiseHtml, toPlainText } from "./html.rules";
import { detectOptionKind, parseQuantity, toCode, toHandle, toPictureName, toSlug } from "./rules";

describe("import rules", () => {
  it.each([
    ["Size", "size"],
    ["SIZE (EU)", "size"],
    ["Размер", "size"],
    ["Ölçü", "size"],
    ["COLOR", "colour"],
    ["Frame-Colour", "colour"],
    ["Farbe", "colour"],
    ["Цвет", "colour"],
    ["Rəng", "colour"],
    ["Wheel-Type", "other"],
    ["Material", "other"],
  ])("option %s is a %s", (name, kind) => expect(detectOptionKind(name)).toBe(kind));

  it("parses quantities, handles, codes, delimiters and picture names", () => {
    expect(["3", "-2", "4.0", "1.5", "x", "", "1e3", "2000000"].map(parseQuantity)).toEqual([
      3,
      0,
      4,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(["Linen-Shirt", "şal_1", "", "a b", "../x", "-a"].map(toHandle)).toEqual([
      "linen-shirt",
      "şal_1",
      null,
      null,
      null,
      null,
    ]);
    expect([toCode("'4160"), toCode("A'B"), toCode("")]).toEqual(["4160", "A'B", null]);
    expect(["12,00", "1 200", "5 шт.", "3 ədəd", "12,000", "1 20"].map(parseQuantity)).toEqual([
      12,
      1200,
      5,
      3,
      null,
      null,
    ]);
    expect(toPictureName("https://cdn.test/x/My%20Hat.JPG?v=1#a")).toBe("My Hat.JPG");
    expect(toPictureName("C:\\shop\\hat.jpg")).toBe("hat.jpg");
    expect([
      toPictureName("https://cdn.test/x/..%2F..%2Fetc"),
      toPictureName("https://cdn.test/"),
      toPictureName(""),
    ]).toEqual([null, null, null]);
  });

  it("builds keys from names in any language and knows common colours", () => {
    expect(["Тёмно-синий", "Ağ / Qara", "Crème brûlée", "日本"].map(toSlug)).toEqual([
      "temno-siniy",
      "ag-qara",
      "creme-brulee",
      "",
    ]);
    expect([findHex("Heather Green"), findHex("Тёмно-Зелёный"), findHex("constructor"), findHex("Kumquat")]).toEqual([
      "#4f7a53",
      "#4f7a53",
      null,
      null,
    ]);
  });

  it("keeps a description's structure and no active content", () => {
    const kept = "<h2>Care</h2><ul><li>Wash <strong>cold</strong></li></ul>";
    expect(sanitiseHtml(kept)).toBe(kept);
    for (const evil of [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "<style>*{}</style>",
      "<iframe srcdoc='<script>x</script>'></iframe>",
      "<svg><script>x</script></svg>",
      "<math><mtext><img src=x onerror=x></mtext></math>",
      "<form action=javascript:x><input></form>",
      "<a href='java\tscript:alert(1)'></a>",
      "<a href='data:text/html,<script>x</script>'></a>",
      "<p style='background:url(javascript:x)' onmouseover=x></p>",
      "<base href='//evil'><meta http-equiv=refresh content='0;url=//evil'><link rel=stylesheet href=//evil>",
      "<noscript><p title='</noscript><img src=x onerror=x>'></noscript>",
    ]) {
      expect(sanitiseHtml(evil)).not.toMatch(/script|onerror|onmouseover|style|svg|iframe|form|base|meta|link|data:/i);
    }
    expect(toPlainText("Tom &amp; <b>Jerry</b> < 3")).toBe("Tom & Jerry < 3");
  });
});
