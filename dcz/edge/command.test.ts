import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import {
  countingSensor,
  startBroker,
  temporaryFolder,
} from "../../edge/src/edge-process.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { edgeCommand } from "./command.ts";

test("the sensors of a file are read and published until Ctrl-C", async () => {
  const broker = await startBroker();
  const folder = temporaryFolder();
  const path = join(folder, "box.env");
  writeFileSync(
    path,
    `STATION_ID=test-station\nSAMPLE_EVERY=PT1S\nSENSORS=sds011@${(await countingSensor()).path}\n`,
  );
  const { terminal, stop, outcome } = captureTerminal({
    DATA_DIR: folder,
    GATEWAY_MQTT_URL: broker.url,
  });
  const ran = edgeCommand(terminal).parseAsync(["--config", path], { from: "user" });
  const readings = () => broker.heard("readings").flatMap((one) => Batch.parse(one).readings);
  await expect.poll(() => readings().length, { timeout: 60_000 }).toBeGreaterThan(1);
  stop();
  await ran;
  const { stdout, stderr, code } = await outcome();
  expect(code).toBe(0);
  expect(stderr).toContain(`Settings: ${path}`);
  expect(stdout).toMatch(/\d\d:\d\d:\d\d {2}sds011-58d9: sensor found/);
});

test("a file that is missing or wrong, and wrong settings, end it with a sentence", async () => {
  const folder = temporaryFolder();
  const run = async (path: string) => {
    const { terminal, outcome } = captureTerminal({ DATA_DIR: folder });
    await edgeCommand(terminal).parseAsync(["--config", path], { from: "user" });
    return outcome();
  };
  expect(await run(join(folder, "none"))).toMatchObject({ code: 2 });
  const path = join(folder, "box.env");
  writeFileSync(path, "SENSORS = x\n");
  expect(await run(path)).toMatchObject({ code: 2, stderr: expect.stringContaining("line 1") });
  writeFileSync(path, "SAMPLE_EVERY=soon\n");
  expect(await run(path)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("SAMPLE_EVERY must be an ISO 8601 duration"),
  });
});
