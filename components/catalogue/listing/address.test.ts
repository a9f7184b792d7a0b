import { describe, expect, it } from "vitest";
import { buildListAddress, countFilters, parseListState, toggleValue, toListInput } from "./address";

describe("a listing's address", () => {
  it("survives writing and reading", () => {
    const state = parseListState({
      q: "лён & co",
      size: "M,L",
      colour: "fog",
      from: "50",
      to: "200",
      store: "nizami",
      sort: "new",
      page: "3",
    });
    const again = parseListState(
      Object.fromEntries(new URLSearchParams(buildListAddress(state, { page: state.page }))),
    );
    expect(again).toEqual(state);
    expect(countFilters(state)).toBe(5);
  });
  it("forgives nonsense", () => {
    const state = parseListState({
      from: "-1",
      to: "1e99",
      page: "0",
      sort: "drop table",
      size: ["S", "M"],
      colour: ",,",
      store: "",
    });
    expect(state).toEqual({
      query: "",
      sizes: ["S"],
      colours: [],
      from: null,
      to: null,
      store: null,
      sort: null,
      page: 1,
    });
  });
  it("goes back to page one when a filter changes", () => {
    const state = parseListState({ size: "M", page: "4" });
    expect(buildListAddress(state, { sizes: toggleValue(state.sizes, "M") })).toBe("?");
    expect(buildListAddress(state, { sizes: toggleValue(state.sizes, "L") })).toBe("?size=M,L");
    expect(buildListAddress(state, { page: 5 })).toBe("?size=M&page=5");
  });
  it("asks for prices in minor units", () => {
    expect(toListInput(parseListState({ from: "50" }), "women")).toEqual({
      category: "women",
      priceFrom: 5000,
      page: 1,
    });
  });
});
