import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { kitNames } from "./names.ts";

test("every kit of the folder has its name", () => {
  const kits = readdirSync(new URL("../../kits/", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect([...kitNames.keys()].toSorted()).toEqual(kits.toSorted());
  expect(kitNames.get("street-station")).toEqual({ fr: "Station de rue", en: "Street station" });
});
