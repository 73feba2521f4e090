import { expect, test } from "vitest";
import { changeOf, readHeight } from "./details.ts";

test("a height is read as people write it, and nothing is no height", () => {
  expect(readHeight("3,5")).toBe(3.5);
  expect(readHeight("12")).toBe(12);
  expect(readHeight("")).toBeNull();
  for (const typed of ["haut", "1e3", "5000", "3.555"]) expect(readHeight(typed)).toBeUndefined();
});

test("an answer changes what it was asked about alone, and what is no answer changes nothing", () => {
  expect(changeOf("exposure", "indoor")).toEqual({ exposure: "indoor" });
  expect(changeOf("siting", "unknown")).toEqual({ siting: null });
  expect(changeOf("connectivity", "lora")).toEqual({ connectivity: "lora" });
  expect(changeOf("precision", "exact")).toEqual({ exact: true });
  expect(changeOf("precision", "cell")).toEqual({ exact: false });
  for (const what of ["exposure", "siting", "connectivity", "precision", "height"] as const)
    expect(changeOf(what, "somewhere")).toBeUndefined();
  expect(changeOf("exposure", "")).toBeUndefined();
});
