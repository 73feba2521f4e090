import { readClock } from "@datacityzen/hardware/machine-clock";
import { examineRecords } from "../../cloud/src/records/examine.ts";
import { thisMachine } from "../../edge/src/clock.ts";
import { openPseudoTerminal } from "../../edge/src/ports/pseudo-terminal.ts";
import { lookAtDisk } from "./disk.ts";
import type { Facts, Machine } from "./facts.ts";
import { askHealth } from "./health.ts";
import { lookAtPackages } from "./packages.ts";
import { lookAtPort } from "./ports.ts";
import { lookAtSerial } from "./serial.ts";
import { lookAtWear } from "./wear.ts";

const tryPseudoTerminal = async (): Promise<string | undefined> => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) return opened.reason;
  opened.terminal.unplug();
  return undefined;
};

const lookAtRecords = async ({ dataDir, records }: Machine) =>
  records === undefined
    ? undefined
    : examineRecords({
        DATA_DIR: dataDir,
        DATABASE_URL: records.databaseUrl,
        POSTGRES_BIN: records.postgresBin,
      });

/** Looks at the machine, and listens to its sensors for `listenMs` at most, 0 for not at all; changes nothing. */
export const gatherFacts = async (
  machine: Machine,
  now: () => number,
  listenMs: number,
): Promise<Facts> => {
  const [{ node, packages, installedAt }, ports, health, serial, fault, disk, records, source] =
    await Promise.all([
      lookAtPackages(machine.root),
      Promise.all(
        machine.ports.map(async (one) => ({
          ...one,
          state: await lookAtPort(machine.host, one.port),
        })),
      ),
      Promise.all(machine.health.map(askHealth)),
      lookAtSerial(machine.sensors, listenMs),
      tryPseudoTerminal(),
      lookAtDisk(machine.dataDir),
      lookAtRecords(machine),
      readClock(thisMachine),
    ]);
  return {
    wrongSettings: machine.wrongSettings,
    node,
    packages,
    ports,
    health,
    serial,
    pseudoTerminalFault: fault,
    disk,
    records,
    wear: lookAtWear(machine.dataDir),
    clock: { now: now(), source, installedAt },
  };
};
