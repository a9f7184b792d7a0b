import { describe, expect, it } from "vitest";
import { hexOf } from "./colours.rules";
import { plainText, sanitiseHtml } from "./html.rules";
import { codeOf, handleOf, optionKind, parsePieces, pictureNameOf, slugOf } from "./rules";

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
  ])("option %s is a %s", (name, kind) => expect(optionKind(name)).toBe(kind));

  it("reads pieces, handles, codes, delimiters and picture names", () => {
    expect(["3", "-2", "4.0", "1.5", "x", "", "1e3", "2000000"].map(parsePieces)).toEqual([
      3,
      0,
      4,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(["Linen-Shirt", "şal_1", "", "a b", "../x", "-a"].map(handleOf)).toEqual([
      "linen-shirt",
      "şal_1",
      null,
      null,
      null,
      null,
    ]);
    expect([codeOf("'4160"), codeOf("A'B"), codeOf("")]).toEqual(["4160", "A'B", null]);
    expect(["12,00", "1 200", "5 шт.", "3 ədəd", "12,000", "1 20"].map(parsePieces)).toEqual([
      12,
      1200,
      5,
      3,
      null,
      null,
    ]);
    expect(pictureNameOf("https://cdn.test/x/My%20Hat.JPG?v=1#a")).toBe("My Hat.JPG");
    expect(pictureNameOf("C:\\shop\\hat.jpg")).toBe("hat.jpg");
    expect([
      pictureNameOf("https://cdn.test/x/..%2F..%2Fetc"),
      pictureNameOf("https://cdn.test/"),
      pictureNameOf(""),
    ]).toEqual([null, null, null]);
  });

  it("makes keys of names in any language and knows ordinary colours", () => {
    expect(["Тёмно-синий", "Ağ / Qara", "Crème brûlée", "日本"].map(slugOf)).toEqual([
      "temno-siniy",
      "ag-qara",
      "creme-brulee",
      "",
    ]);
    expect([hexOf("Heather Green"), hexOf("Тёмно-Зелёный"), hexOf("constructor"), hexOf("Kumquat")]).toEqual([
      "#4f7a53",
      "#4f7a53",
      null,
      null,
    ]);
  });

  it("keeps a description's structure and nothing that runs", () => {
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
    expect(plainText("Tom &amp; <b>Jerry</b> < 3")).toBe("Tom & Jerry < 3");
  });
});
