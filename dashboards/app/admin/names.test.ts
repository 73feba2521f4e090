import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fr } from "./fr.ts";

const cloud = join(import.meta.dirname, "../../../cloud/src");

/** What the cloud writes in the audit, found in its sources: `action: "stations.claim"`. */
const actions = globSync("**/*.ts", { cwd: cloud })
  .filter((path) => !path.endsWith(".test.ts"))
  .flatMap((path) => [
    ...readFileSync(join(cloud, path), "utf8").matchAll(/\baction: "([a-z]+(?:[._][a-z]+)+)"/g),
  ])
  .map(([, action = ""]) => action);

test("every action of the audit has words", () => {
  const without = actions.filter(
    (action) => !Object.hasOwn(fr.names.actions, action.replaceAll(".", "_")),
  );
  expect(actions.length).toBeGreaterThan(30);
  expect([...new Set(without)]).toEqual([]);
});
