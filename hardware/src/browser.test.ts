import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Packages of these sources that run in a browser as they are. */
const browserPackages = [
  "@jscad/modeling",
  "cborg",
  "csv-parse/browser/esm/sync",
  "marked",
  "uqr",
  "zod",
];
/** Only tests run these. */
const forTests = /(?:\.test|\.fixture|arbitrary)\.ts$|^fuzz\//;

const sources = globSync("**/*.ts", { cwd: import.meta.dirname }).filter(
  (file) => !forTests.test(file),
);

test("there are sources to look at", () => {
  expect(sources).toEqual(expect.arrayContaining(["sensors.ts", "declared-sensor.ts"]));
});

test.each(sources)("%s runs in a browser as well as in Node", (file) => {
  const source = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const imported = [...code.matchAll(/(?:\bfrom |^import |\bimport\()"([^"]+)"\)?;/gm)].map(
    ([, from]) => from,
  );
  const outside = imported.filter((from) => from !== undefined && !from.startsWith("."));
  expect(browserPackages).toEqual(expect.arrayContaining(outside));
  expect(code).not.toMatch(/\b(?:Buffer|process|require|__dirname|setImmediate)\b(?!["':])/);
});
