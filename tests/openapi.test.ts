import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { removeFolder } from "./folders.ts";
import { root } from "./processes.ts";

const run = promisify(execFile);
const api = join(root, "dashboards/app/api");

// Both are mended by `npm run api --workspace dashboards`.

test("the OpenAPI document that the pages know is the cloud's", async () => {
  const { stdout } = await run(process.execPath, [join(root, "cloud/src/openapi.ts")], {
    maxBuffer: 10 * 1024 * 1024,
  });
  const known = JSON.parse(await readFile(join(api, "openapi.json"), "utf8"));
  expect(known).toEqual(JSON.parse(stdout));
  // So that a new operation moves no line of another.
  for (const names of [Object.keys(known.paths), Object.keys(known.components.schemas)])
    expect(names).toEqual(names.toSorted());
});

test("the pages' client is generated from that document", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-client-"));
  const made = join(folder, "schema.d.ts");
  const generator = join(root, "dashboards/node_modules/.bin/openapi-typescript");
  await run(generator, [join(api, "openapi.json"), "--output", made]);
  expect(await readFile(join(api, "schema.d.ts"), "utf8")).toBe(await readFile(made, "utf8"));
  await removeFolder(folder);
});
