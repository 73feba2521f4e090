import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ds18b20 } from "@datacityzen/hardware/sensors/ds18b20";
import { expect, onTestFinished, test } from "vitest";
import { readSensor } from "../sensor-reader.ts";
import { type OneWireOptions, openOneWirePort } from "./one-wire.ts";
import { describePort } from "./port.contract.ts";

/** What the kernel shows of a part at 23.125 °C. */
const SCRATCHPAD = `72 01 4b 46 7f ff 0e 10 57 : crc=57 YES
72 01 4b 46 7f ff 0e 10 57 t=23125
`;
const BYTES = Uint8Array.from([0x72, 0x01, 0x4b, 0x46, 0x7f, 0xff, 0x0e, 0x10, 0x57]);

/** The kernel's tree of a bus with one part. */
const makeTree = async (text = SCRATCHPAD) => {
  const bus = await mkdtemp(join(tmpdir(), "dcz-w1-"));
  const part = join(bus, "28-00000a1b2c3d");
  await mkdir(join(bus, "w1_bus_master1"));
  await mkdir(part);
  await writeFile(join(part, "w1_slave"), text);
  return { bus, part, dispose: () => rm(bus, { recursive: true }) };
};

const open = (path: string, options: Partial<OneWireOptions> = {}) =>
  openOneWirePort({
    path,
    family: 0x28,
    everyMs: 5,
    now: () => 1000,
    random: () => 0.5,
    patience: { firstMs: 5, longestMs: 5 },
    ...options,
  });

describePort(
  "a 1-Wire port",
  async (now) => {
    const { bus, part, dispose } = await makeTree();
    return {
      port: open(part, { now }),
      says: Buffer.concat([BYTES, BYTES]),
      unplug: async () => {
        await rename(part, join(bus, "gone"));
        return () => rename(join(bus, "gone"), part);
      },
      dispose,
    };
  },
  { cable: "pulled", takes: "nothing" },
);

const firstOf = async (path: string) => {
  const port = open(path);
  onTestFinished(port.close);
  for await (const event of readSensor(ds18b20, port.events, 1))
    if (event.kind !== "opened") return event;
  return undefined;
};

test("the only part of a bus is found, and measures", async () => {
  const { bus, dispose } = await makeTree();
  onTestFinished(dispose);
  expect(await firstOf(bus)).toMatchObject({ kind: "measured", values: { temperature: 23.125 } });
});

test.each([
  ["a damaged answer is refused", SCRATCHPAD.replace("72 01", "72 02"), "rejected", "checksum"],
  [
    "a part that was just powered has measured nothing",
    "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n",
    "rejected",
    "warming_up",
  ],
  ["a part that does not answer is lost", "", "lost", "failed"],
])("%s", async (_, text, kind, reason) => {
  const { part, dispose } = await makeTree(text);
  onTestFinished(dispose);
  expect(await firstOf(part)).toMatchObject({ kind, reason });
});

test("a bus that is not there, and one without such a part, are absent", async () => {
  const { bus, dispose } = await makeTree();
  onTestFinished(dispose);
  expect(await firstOf(join(bus, "none"))).toMatchObject({ kind: "lost", reason: "absent" });
  await rm(join(bus, "28-00000a1b2c3d"), { recursive: true });
  expect(await firstOf(bus)).toMatchObject({ kind: "lost", reason: "absent" });
});
