import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkMesh } from "@datacityzen/hardware/kits/enclosure/mesh";
import { readStl } from "@datacityzen/hardware/kits/enclosure/stl";
import { expect, onTestFinished, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { kitsCommand } from "./command.ts";

test("the box is written as STL files that are solids, with the measures asked for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-kits-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const captured = captureTerminal({});
  const words = ["enclosure", "indoor-station", "--out", folder, "--set", "wall=3"];
  await kitsCommand(captured.terminal).parseAsync(words, { from: "user" });
  expect((await captured.outcome()).code).toBe(0);
  expect((await readdir(folder)).sort()).toEqual([
    "indoor-station-base.stl",
    "indoor-station-lid.stl",
  ]);
  const mesh = readStl(await readFile(join(folder, "indoor-station-base.stl")));
  expect(mesh && checkMesh(mesh)).toMatchObject({ openEdges: 0, degenerate: 0 });
  expect(mesh && checkMesh(mesh).size[0]).toBeCloseTo(118 + 2 * 3, 3);
});
