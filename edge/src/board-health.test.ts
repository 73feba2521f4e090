import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { boardHealth, createPowerWatch } from "./board-health.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcz-board-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t202\t00000000\t0\t0\t0
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t303\t00000000\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t303\t00FFFFFF\t0\t0\t0
`;
const WIRELESS = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  -56.  -256        0      0      0      0      0        0
`;
const read = (routes: string | undefined, wireless: string | undefined) => {
  if (routes !== undefined) writeFileSync(join(folder, "route"), routes);
  if (wireless !== undefined) writeFileSync(join(folder, "wireless"), wireless);
  return boardHealth(folder, folder);
};
const withoutCable = ROUTES.replace("202", "404");

test("the signal is that of the radio through which the board reaches the network", () => {
  expect(read(withoutCable, WIRELESS)).toMatchObject({ signal: -56 });
  expect(read(ROUTES, WIRELESS)).not.toHaveProperty("signal");
});

test.each([
  ["no files", undefined, undefined],
  ["no route", ROUTES.split("\n")[0], WIRELESS],
  ["a level that the driver does not know", withoutCable, WIRELESS.replace("-56.", "-256")],
  ["a level without a unit", withoutCable, WIRELESS.replace("-56.", "200.")],
  ["no level", withoutCable, " wlan0:"],
])("%s: no signal is told", (_, routes, wireless) => {
  expect(read(routes, wireless)).not.toHaveProperty("signal");
});

test("the room is that of the disk with the folder; of one that is missing nothing is told", () => {
  expect(read(undefined, undefined).freeBytes).toBeGreaterThan(0);
  expect(boardHealth(join(folder, "missing"), folder)).toEqual({});
});

test("a Raspberry Pi tells when its supply is too low", () => {
  mkdirSync(join(folder, "hwmon0"));
  writeFileSync(join(folder, "hwmon0/name"), "cpu_thermal\n");
  mkdirSync(join(folder, "hwmon1"));
  writeFileSync(join(folder, "hwmon1/name"), "rpi_volt\n");
  const alarm = join(folder, "hwmon1/in0_lcrit_alarm");
  writeFileSync(alarm, "0\n");
  const isLow = createPowerWatch(folder);
  expect(isLow()).toBe(false);
  writeFileSync(alarm, "1\n");
  expect(isLow()).toBe(true);
  writeFileSync(alarm, "0\n");
  expect(isLow()).toBe(false);
});

test("a board that does not tell, or has no such tree, is never low", () => {
  expect(createPowerWatch(folder)()).toBe(false);
  expect(createPowerWatch("/nowhere")()).toBe(false);
});
