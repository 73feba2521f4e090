import { type Machine, readClock } from "@datacityzen/hardware/machine-clock";
import { expect, test } from "vitest";
import { thisMachine } from "./clock.ts";

const machine = (files: readonly string[], tracking?: string): Machine => ({
  exists: async (path) => files.includes(path),
  run: async (program) => (program === "chronyc" ? tracking : undefined),
});
const tracking = (leap: string) =>
  `C0A80101,192.168.1.1,3,1795507200.1,0.000012,0.0,0.0,-12.1,0.0,0.1,0.02,0.001,64.2,${leap}\n`;

test.each([
  ["systemd has set the clock", machine(["/run/systemd/timesync/synchronized"]), "ntp"],
  ["chrony follows a server", machine([], tracking("Normal")), "ntp"],
  ["chrony follows none", machine([], tracking("Not synchronised")), "free"],
  ["nobody is known to set it", machine([]), "free"],
])("%s", async (_, asked, expected) => {
  expect(await readClock(asked)).toBe(expected);
});

test("a program that is missing says nothing", async () => {
  expect(await thisMachine.run("no-such-program-here")).toBeUndefined();
  expect(await thisMachine.exists("/no/such/file")).toBe(false);
});
