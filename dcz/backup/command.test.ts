import { expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { backupCommand } from "./command.ts";
import type { Backups } from "./outcome.ts";

const backups: Pick<Backups, "make"> = { make: async () => ({ ok: true, bytes: 1000 }) };

const backUp = async (environment: Record<string, string>): Promise<string> => {
  const { terminal, outcome } = captureTerminal(environment);
  const command = backupCommand(terminal, async () => backups as Backups);
  await command.parseAsync(["made.backup"], { from: "user" });
  return (await outcome()).stdout;
};

test("whoever keeps the readings in InfluxDB is told that they are not in the backup", async () => {
  expect(await backUp({})).not.toContain("InfluxDB");
  expect(await backUp({ INFLUX_URL: "http://influx.home:8086" })).toContain(
    "The readings are not in it: they are in InfluxDB (http://influx.home:8086)",
  );
});
