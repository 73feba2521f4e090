import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Name, names, programs } from "./processes.ts";
import { watchSources } from "./watch.ts";

interface Change {
  readonly changed: readonly Name[];
  readonly file: string;
}

/** A tree with every source that a process has, watched; `next` gives the change that comes next. */
const openTree = (watched: readonly Name[] = names) => {
  const root = mkdtempSync(join(tmpdir(), "dcz-watch-"));
  const write = (file: string, text = "") => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const { sources } of Object.values(programs))
    for (const source of sources) write(source.endsWith(".ts") ? source : `${source}/old.ts`);
  const changes: Change[] = [];
  let wake = (): void => {};
  const watching = watchSources(root, watched, (changed, file) => {
    changes.push({ changed, file });
    wake();
  });
  onTestFinished(() => {
    watching.close();
    rmSync(root, { recursive: true });
  });
  const next = async (): Promise<Change> => {
    while (changes.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return changes.shift() as Change;
  };
  return { root, write, next };
};

test("a file restarts the processes that are made of it, and no other", async () => {
  const { write, next } = openTree();
  write("gateway/src/outbox/outbox.ts", "a");
  expect(await next()).toEqual({ changed: ["gateway"], file: "gateway/src/outbox/outbox.ts" });
  write("hardware/src/flags.ts", "b");
  expect(await next()).toEqual({ changed: [...names], file: "hardware/src/flags.ts" });
});

test("a program that is not run is not restarted", async () => {
  const { write, next } = openTree(["cloud", "gateway"]);
  write("hardware/src/flags.ts", "a");
  expect((await next()).changed).toEqual(["cloud", "gateway"]);
});

test("tests and an editor's own files restart nothing", async () => {
  const { write, next } = openTree();
  for (const file of ["main.test.ts", "site.fixture.ts", ".main.ts.swp", "main.ts~"])
    write(`gateway/src/${file}`, "a");
  write("cloud/src/main.ts", "a");
  expect(await next()).toEqual({ changed: ["cloud"], file: "cloud/src/main.ts" });
});

test("a file that an editor replaces is noticed each time", async () => {
  const { root, write, next } = openTree();
  for (const text of ["a", "b", "c"]) {
    write("draft", text);
    renameSync(join(root, "draft"), join(root, "dashboards/server.ts"));
    expect(await next()).toEqual({ changed: ["dashboards"], file: "dashboards/server.ts" });
  }
});
