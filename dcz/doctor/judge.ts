import { describeLine, isWorn } from "@datacityzen/hardware/line-texts";
import type { RecordsFact, ServerFact } from "../../cloud/src/records/examine.ts";
import type { Heard } from "../../edge/src/listen.ts";
import type { Language } from "../language.ts";
import { shownValues } from "../shown-values.ts";
import type { Facts, HealthFact, PortFact, SerialDevice, WantedDevice } from "./facts.ts";
import { judgeNeighbours } from "./neighbours.ts";
import { doctorTexts } from "./texts.ts";

export type Level = "ok" | "attention" | "problem";

export interface Finding {
  /** What was looked at; stable, for programs. */
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  /** What to do about it; with every level but "ok". */
  readonly remedy?: string;
  /** What a sensor said, frames and bytes, for programs. */
  readonly heard?: Heard;
}

type Texts = (typeof doctorTexts)[Language];

const LITTLE_ROOM = 1e9;
const NO_ROOM = 1e8;
/** The gateway waits for the disk at each commit: on a slower one, acknowledgements are late. */
const SLOW_SYNC_MS = 500;
const YEAR_2100 = 4_102_444_800_000;

const ok = (check: string, message: string): Finding => ({ check, level: "ok", message });
const finding =
  (level: Exclude<Level, "ok">) =>
  (check: string, message: string, remedy: string): Finding => ({ check, level, message, remedy });
const attention = finding("attention");
const problem = finding("problem");

const judgeNode = ({ node }: Facts, texts: Texts): Finding =>
  node.running === node.pinned
    ? ok("node", texts.node(node.running))
    : problem("node", texts.wrongNode(node.running, node.pinned), texts.runByNpm);

const judgePackages = ({ packages }: Facts, texts: Texts): Finding => {
  if (packages.wrong.length === 0) return ok("packages", texts.packages(packages.count));
  const named = packages.wrong
    .slice(0, 3)
    .map(({ name, wanted, found }) => `${name} ${found ?? texts.missing} (${wanted})`);
  return problem(
    "packages",
    texts.wrongPackages(packages.wrong.length, named.join(", ")),
    texts.install,
  );
};

const isOurs = ({ owner, state }: PortFact, health: readonly HealthFact[]): boolean => {
  if (state.kind !== "used") return false;
  const file = owner === "dashboards" ? "dashboards/server.ts" : `${owner}/src/main.ts`;
  if (state.command !== undefined) return state.command.includes(file);
  return health.some((fact) => fact.owner === owner && fact.kind !== "silent");
};

const judgePort = (fact: PortFact, health: readonly HealthFact[], texts: Texts): Finding => {
  const { variable, port, owner, state } = fact;
  const check = `port ${variable}`;
  if (isOurs(fact, health)) return ok(check, texts.portOurs(port, owner));
  switch (state.kind) {
    case "free":
      return ok(check, texts.portFree(port, owner));
    case "used":
      return problem(
        check,
        texts.portUsed(port, state.command ?? texts.somebody, state.pid),
        texts.otherPort(variable),
      );
    case "forbidden":
      return problem(check, texts.portForbidden(port), texts.highPort(variable));
    case "no_address":
      return problem(check, texts.noAddress, texts.otherHost);
    default:
      return state satisfies never;
  }
};

const judgeHealth = (fact: HealthFact, texts: Texts): Finding => {
  const check = `health ${fact.owner}`;
  switch (fact.kind) {
    case "ok":
      return ok(check, texts.answers(fact.owner));
    case "silent":
      return attention(check, texts.silent(fact.owner), texts.start);
    case "degraded":
      return problem(check, texts.degraded(fact.owner, fact.detail), texts.seeLogs);
    case "strange":
      return attention(check, texts.strange(fact.owner, fact.detail), texts.seeLogs);
    default:
      return fact satisfies never;
  }
};

const isOnBus = (path: string): boolean => /^\/(dev\/(i2c|spidev)|sys\/bus)/.test(path);

/** The port on the pins of a Raspberry Pi, which has no plug either. */
const isOnBoard = (path: string): boolean => /^\/dev\/(serial\d|ttyAMA\d+|ttyS\d+)$/.test(path);

const judgeWanted = (
  wanted: WantedDevice,
  devices: readonly SerialDevice[],
  language: Language,
): Finding => {
  const texts = doctorTexts[language];
  const { model, path } = wanted;
  const check = `sensor ${model}`;
  // A bus is no adapter to plug in: it is switched on.
  if (!wanted.exists && isOnBus(path)) {
    const line = { port: path, model, state: "closed", bytes: 0, advice: "port_absent" } as const;
    return problem(check, texts.noDevice(model, path), describeLine(line, language) ?? "");
  }
  if (!wanted.exists && isOnBoard(path))
    return problem(check, texts.noDevice(model, path), texts.switchOn);
  if (!wanted.exists) {
    const names = devices.map((device) => device.byId ?? device.path).join(", ");
    return problem(check, texts.noDevice(model, path), names ? texts.plugOr(names) : texts.plug);
  }
  if (!wanted.allowed)
    return problem(check, texts.notAllowed(path), texts.joinGroup(wanted.group ?? "dialout"));
  if (wanted.console) return problem(check, texts.consoleThere(path), texts.noConsole);
  if (wanted.unknown === "busy") return attention(check, texts.heldBy(path), texts.seePage);
  if (wanted.unknown !== undefined)
    return problem(check, texts.noneFound(path, wanted.unknown), texts.checkWires);
  if (wanted.heard === undefined) return ok(check, texts.device(model, path));
  return { ...judgeHeard(check, wanted, wanted.heard, language), heard: wanted.heard };
};

/** That it is there and can be opened is not yet that it speaks. */
const judgeHeard = (
  check: string,
  { model, path }: WantedDevice,
  { line, measured, refused, values, lastBytes }: Heard,
  language: Language,
): Finding => {
  const texts = doctorTexts[language];
  const remedy = describeLine(line, language) ?? "";
  const reasons = Object.entries(refused).map(([reason, count]) => `${reason} × ${count}`);
  if (line.state === "closed" && line.advice === "port_busy")
    return attention(check, texts.busy(model, path), texts.seePage);
  if (line.state === "speaking" && measured > 0) {
    const shown = shownValues(values, language);
    return ok(check, texts.speaks(model, path, shown === "" ? texts.placeAndTime : shown));
  }
  if (line.state === "speaking") {
    const isWarming = Object.keys(refused).every((reason) =>
      /warming_up|reply|no_fix/.test(reason),
    );
    return (isWarming ? attention : problem)(
      check,
      texts.withoutValue(model, path, reasons.join(", ")),
      isWarming ? texts.waitWarm : remedy,
    );
  }
  if (line.state === "unreadable")
    return problem(
      check,
      texts.unreadable(model, path, line.bytes, [...reasons, lastBytes].join(" ; ")),
      remedy,
    );
  return (line.state === "waiting" ? attention : problem)(check, texts.mute(model, path), remedy);
};

const judgeSerial = ({ serial }: Facts, language: Language): Finding[] => {
  const texts = doctorTexts[language];
  const named = new Set(serial.wanted.map(({ path }) => path));
  const others = serial.devices.filter(
    ({ path, byId }) => !named.has(path) && !(byId !== undefined && named.has(byId)),
  );
  const seen = others.map((device): Finding => {
    const check = `serial ${device.path}`;
    const what = [device.byId ?? device.path, device.maker].filter(Boolean).join(", ");
    if (device.allowed) return ok(check, texts.found(what));
    return attention(
      check,
      texts.notAllowed(device.path),
      texts.joinGroup(device.group ?? "dialout"),
    );
  });
  if (serial.devices.length === 0 && serial.wanted.length === 0)
    seen.push(ok("serial", texts.noSerial));
  return [...serial.wanted.map((wanted) => judgeWanted(wanted, serial.devices, language)), ...seen];
};

const judgePseudoTerminal = (facts: Facts, texts: Texts): Finding => {
  const fault = facts.pseudoTerminalFault;
  if (fault === undefined) return ok("pseudo-terminal", texts.pseudoTerminal);
  const judge = facts.serial.replays ? problem : attention;
  return judge("pseudo-terminal", texts.noPseudoTerminal(fault), texts.withoutReplay);
};

const judgeDisk = ({ disk }: Facts, texts: Texts): Finding[] => {
  const { folder, freeBytes, syncMs, fault } = disk;
  const room = texts.room(freeBytes, folder);
  const space =
    freeBytes >= LITTLE_ROOM
      ? ok("disk", room)
      : (freeBytes < NO_ROOM ? problem : attention)("disk", room, texts.makeRoom);
  if (fault !== undefined)
    return [space, problem("disk write", texts.notWritten(folder, fault), texts.writable(fault))];
  const written = texts.written(Math.round(syncMs ?? 0));
  if ((syncMs ?? 0) > SLOW_SYNC_MS)
    return [space, attention("disk write", written, texts.slowDisk)];
  return [space, ok("disk write", written)];
};

/** The oldest version of PostgreSQL on which the records are tested. */
const OLDEST_POSTGRES = 15;

const judgeServer = (server: ServerFact, place: string, texts: Texts): Finding[] => {
  if (!server.ok)
    return [problem("records server", texts.noRecords(place, server.reason), texts.reachRecords)];
  const { version, applied, known, refusal, missing } = server;
  const answers = texts.recordsAnswer(version, place);
  const major = Number.parseInt(version, 10);
  return [
    major < OLDEST_POSTGRES
      ? problem("records server", answers, texts.newerPostgres(OLDEST_POSTGRES))
      : ok("records server", answers),
    ...(missing.length === 0
      ? []
      : [
          problem(
            "records extensions",
            texts.noExtensions(missing.join(", ")),
            texts.installExtensions,
          ),
        ]),
    refusal === undefined
      ? ok("records migrations", texts.migrations(applied, known))
      : problem("records migrations", texts.otherMigrations(refusal), texts.updateProgram),
  ];
};

const judgeOwnRecords = (fact: Extract<RecordsFact, { kind: "own" }>, texts: Texts): Finding[] => {
  const { folder, freeBytes, programs, writtenBy, server } = fact;
  const found: Finding[] = [
    programs.ok
      ? ok("records programs", texts.programs(programs.major))
      : problem("records programs", texts.noPrograms(programs.reason), texts.installPrograms),
  ];
  if (writtenBy === undefined) found.push(ok("records folder", texts.recordsToCome(folder)));
  else if (programs.ok && programs.major !== writtenBy)
    found.push(
      problem(
        "records folder",
        texts.otherPostgres(folder, writtenBy, programs.major),
        writtenBy > programs.major ? texts.updateProgram : texts.bringRecords,
      ),
    );
  else found.push(ok("records folder", texts.recordsThere(folder, writtenBy)));
  found.push(
    freeBytes >= LITTLE_ROOM
      ? ok("records disk", texts.room(freeBytes, folder))
      : (freeBytes < NO_ROOM ? problem : attention)(
          "records disk",
          texts.room(freeBytes, folder),
          texts.makeRoom,
        ),
  );
  return server === undefined ? found : [...found, ...judgeServer(server, folder, texts)];
};

const judgeRecords = ({ records }: Facts, texts: Texts): Finding[] => {
  if (records === undefined) return [];
  switch (records.kind) {
    case "off":
      return [ok("records", texts.recordsOff)];
    case "server":
      return judgeServer(records.server, records.place, texts);
    case "own":
      return judgeOwnRecords(records, texts);
    default:
      return records satisfies never;
  }
};

const judgeClock = ({ clock }: Facts, texts: Texts): Finding => {
  const shown = new Date(clock.now).toISOString().replace(/\.\d+/, "");
  if (clock.now < clock.installedAt || clock.now >= YEAR_2100)
    return problem("clock", texts.wrongClock(shown), texts.setClock);
  if (clock.source === "free") return attention("clock", texts.freeClock(shown), texts.synchronise);
  return ok("clock", texts.clock(shown, clock.source));
};

const judgeWear = ({ sensor, hours, life }: Facts["wear"][number], texts: Texts): Finding => {
  const message = texts.worked(sensor, hours, life);
  return isWorn({ hours, life })
    ? attention(`wear ${sensor}`, message, texts.replaceSoon)
    : ok(`wear ${sensor}`, message);
};

/** What the facts mean for somebody who wants to measure. Pure. */
export const judge = (facts: Facts, language: Language): Finding[] => {
  const texts = doctorTexts[language];
  return [
    judgeNode(facts, texts),
    judgePackages(facts, texts),
    ...facts.wrongSettings.map((sentence) => problem("settings", sentence, texts.settings)),
    ...facts.ports.map((fact) => judgePort(fact, facts.health, texts)),
    ...facts.health.map((fact) => judgeHealth(fact, texts)),
    ...judgeSerial(facts, language),
    ...judgeNeighbours(facts.serial.wanted, language),
    ...facts.wear.map((fact) => judgeWear(fact, texts)),
    judgePseudoTerminal(facts, texts),
    ...judgeDisk(facts, texts),
    ...judgeRecords(facts, texts),
    judgeClock(facts, texts),
  ];
};
