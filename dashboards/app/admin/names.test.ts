import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "./en.ts";
import { fr } from "./fr.ts";

const cloud = join(import.meta.dirname, "../../../cloud/src");
const source = (path: string): string => readFileSync(join(cloud, path), "utf8");
const keyOf = (name: string): string => name.replaceAll(".", "_");

/** All that the audit can tell of: the cloud's types refuse an act that is not in this list. */
const actions = [...source("audit/actions.ts").matchAll(/^ {2}"([a-z]+(?:\.[a-z_]+)+)",$/gm)].map(
  ([, action = ""]) => action,
);

/** What the cloud's mails are called, found in its sources: in the mail itself, or where it is put. */
const messages = globSync("**/*.ts", { cwd: cloud })
  .filter((path) => !/\.(test|fixture)\.ts$/.test(path))
  .flatMap((path) => [
    ...source(path).matchAll(
      /(?:\bsubject: |\baccountMail\([^"`;]*)["`]([a-z]+\.(?:[a-z_]|\$\{\w+\})+)["`]/g,
    ),
  ])
  .flatMap(([, name = ""]) =>
    // A link for what it is asked for (people/sign-in.ts).
    name.includes("$") ? ["account.sign_in_link", "account.password_link"] : [name],
  );

test.each([
  ["French", fr],
  ["English", en],
] as const)(
  "every act of the audit has words in %s, and no words are for an act that is gone",
  (_, { names }) => {
    expect(actions.length).toBeGreaterThan(50);
    expect(Object.keys(names.actions).toSorted()).toEqual(actions.map(keyOf).toSorted());
    for (const words of Object.values(names.actions)) expect(words.trim()).not.toBe("");
  },
);

test("every mail has words in both languages", () => {
  expect(messages).toContain("outbox.revealed");
  expect(messages).toContain("account.changed");
  for (const { names } of [fr, en])
    expect(Object.keys(names.messages).toSorted()).toEqual(
      [...new Set(messages)].map(keyOf).toSorted(),
    );
});
