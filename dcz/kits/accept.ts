import { fixedDurationMs } from "@datacityzen/hardware/duration";
import type { AcceptanceCheck } from "@datacityzen/hardware/kits/acceptance";
import type { KitFolder } from "@datacityzen/hardware/kits/folder";
import { awaited } from "@datacityzen/hardware/kits/waiting";
import { describeLine } from "@datacityzen/hardware/line-texts";
import { quantities } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import type { Heard } from "../../edge/src/listen.ts";
import { refuse } from "../command.ts";
import type { Language } from "../language.ts";
import type { Terminal } from "../terminal.ts";
import { type Bench, emulatedBench, realBench } from "./bench.ts";
import { chooseKit } from "./choose.ts";
import { kitNames } from "./read-kits.ts";
import { kitsTexts } from "./texts.ts";

/**
 * - `passed`, `failed`: the program has seen it;
 * - `by_hand`: nobody but a person can see it;
 * - `waiting`: what would read it is not built yet (`for`).
 */
type Outcome =
  | { readonly status: "passed"; readonly value?: number }
  | { readonly status: "failed"; readonly seen: string; readonly value?: number }
  | { readonly status: "by_hand" }
  | { readonly status: "waiting"; readonly for: string };

export type AcceptedLine = Outcome & {
  readonly id: string;
  readonly by: AcceptanceCheck["by"];
  readonly sensor?: string;
  readonly what: string;
  /** What to do; with `failed`. */
  readonly remedy?: string;
};

export interface Accepted {
  readonly kit: string;
  /** The sensors were recordings: nothing was tried of a real station. */
  readonly emulated: boolean;
  readonly lines: readonly AcceptedLine[];
}

const sensorNamed = (model: string): Sensor | undefined =>
  (sensors as { readonly [model: string]: Sensor | undefined })[model];

/** For how long a sensor is listened to: as long as its slowest reading may take after power. */
const patienceOf = (checks: readonly AcceptanceCheck[]): number =>
  Math.max(
    20_000,
    ...checks.flatMap((check) =>
      check.by === "reading" ? [fixedDurationMs(check.after) ?? 0] : [],
    ),
  );

/** The longest that a kit's test may take, in whole minutes. */
const longestOf = ({ acceptance }: KitFolder): number =>
  Math.ceil(patienceOf(acceptance.checks) / 60_000);

/** Through what a line is seen: a sensor may be heard at its own wires, or by radio. */
const wayOf = (check: AcceptanceCheck): string =>
  check.by === "hand" ? "" : `${check.by === "reading" ? (check.via ?? "") : ""} ${check.sensor}`;

/** Hears each sensor of the kit once, all at the same time. */
const hearAll = async (
  checks: readonly AcceptanceCheck[],
  bench: Bench,
): Promise<ReadonlyMap<string, Heard | undefined>> => {
  const asked = checks.filter((check) => check.by !== "hand" && awaited(check) === undefined);
  const heard = [...Map.groupBy(asked, wayOf)].map(async ([way, own]) => {
    const [first] = own;
    const sensor = first !== undefined && "sensor" in first ? sensorNamed(first.sensor) : undefined;
    if (sensor === undefined) return [way, undefined] as const;
    const until = own.flatMap((check) => (check.by === "reading" ? [check.quantity] : []));
    const byRadio = own.some((check) => check.by === "reading" && check.via !== undefined);
    const hear = byRadio ? bench.hearByRadio : bench.hear;
    return [way, await hear(sensor, until, patienceOf(own))] as const;
  });
  return new Map(await Promise.all(heard));
};

/** Where a sensor of a kit usually is; a serial port otherwise. */
const places: { readonly [kind in Sensor["bus"]["kind"]]?: string } = {
  i2c: "/dev/i2c-1",
  spi: "/dev/ttyACM0",
  "one-wire": "/sys/bus/w1/devices",
  i2s: "alsa:plughw:CARD=sndrpigooglevoi",
};

const judge = (
  check: AcceptanceCheck,
  heard: ReadonlyMap<string, Heard | undefined>,
  page: string,
  language: Language,
): Outcome => {
  const texts = kitsTexts[language].accept;
  if (check.by === "hand") return { status: "by_hand" };
  const what = awaited(check);
  if (what !== undefined) return { status: "waiting", for: what };
  const sensor = sensorNamed(check.sensor);
  if (sensor === undefined) return { status: "failed", seen: texts.unknown(check.sensor) };
  const one = heard.get(wayOf(check));
  if (one === undefined && check.by === "reading" && check.via !== undefined)
    return { status: "failed", seen: texts.noRadio(page) };
  const place = places[sensor.bus.kind] ?? "/dev/serial0";
  if (one === undefined) return { status: "failed", seen: texts.unnamed(check.sensor, place) };
  const seen =
    describeLine(one.line, language) ?? texts.refused(Object.keys(one.refused).join(", "));
  if (check.by === "doctor")
    return one.measured > 0 ? { status: "passed" } : { status: "failed", seen };
  const value = one.values[check.quantity];
  if (value === undefined) return { status: "failed", seen };
  const [low, high] = check.between;
  if (value >= low && value <= high) return { status: "passed", value };
  const { unitSymbol } = quantities[check.quantity];
  return { status: "failed", value, seen: texts.outside(value, low, high, unitSymbol) };
};

const accept = async (
  { kit, acceptance }: KitFolder,
  bench: Bench,
  language: Language,
): Promise<Accepted> => {
  const heard = await hearAll(acceptance.checks, bench);
  return {
    kit: kit.id,
    emulated: bench.emulated,
    lines: acceptance.checks.map((check): AcceptedLine => {
      const outcome = judge(check, heard, bench.page, language);
      return {
        id: check.id,
        by: check.by,
        ...("sensor" in check ? { sensor: check.sensor } : {}),
        ...outcome,
        what: check.what[language],
        ...(outcome.status === "failed" ? { remedy: check.otherwise[language] } : {}),
      };
    }),
  };
};

const colours = { passed: "green", failed: "red", by_hand: "cyan", waiting: "yellow" } as const;

const show = (terminal: Terminal, { kit, emulated, lines }: Accepted): void => {
  const texts = kitsTexts[terminal.language].accept;
  const width = Math.max(...Object.values(texts.states).map((name) => name.length));
  terminal.out.say(`${terminal.out.style("bold", emulated ? texts.emulated(kit) : kit)}\n`);
  for (const line of lines) {
    const state = terminal.out.style(colours[line.status], texts.states[line.status].padEnd(width));
    const more = line.status === "waiting" ? ` (${texts.waiting(line.for)})` : "";
    terminal.out.say(`${state}  ${line.what}${more}\n`);
    if (line.status !== "failed") continue;
    terminal.out.say(`${" ".repeat(width)}  ${line.seen}\n`);
    if (line.remedy !== undefined) terminal.out.say(`${" ".repeat(width)}  → ${line.remedy}\n`);
  }
  const count = (status: AcceptedLine["status"]) =>
    lines.filter((line) => line.status === status).length;
  terminal.out.say(
    `${texts.summary(count("passed"), count("failed"), count("by_hand"), count("waiting"))}\n`,
  );
};

export interface AcceptOptions {
  readonly emulated?: boolean;
  readonly json?: boolean;
}

/** The acceptance test of a kit, or of all when the sensors are emulated. Ends with 1 when a line failed. */
export const acceptKits = async (
  terminal: Terminal,
  name: string | undefined,
  { emulated = false, json = false }: AcceptOptions,
): Promise<void> => {
  const { language } = terminal;
  if (name === undefined && !emulated)
    return refuse(terminal, kitsTexts[language].whichKit(kitNames().join(", ")));
  const folders = (name === undefined ? kitNames() : [name]).flatMap(
    (one) => chooseKit(terminal, one) ?? [],
  );
  const bench = emulated
    ? emulatedBench()
    : realBench(
        terminal.environment.SENSORS ?? "",
        `http://127.0.0.1:${terminal.environment.GATEWAY_PORT ?? "8081"}/`,
      );
  const all: Accepted[] = [];
  for (const folder of folders) {
    if (!json && !emulated)
      terminal.out.say(`${kitsTexts[language].accept.listening(longestOf(folder))}\n`);
    all.push(await accept(folder, bench, language));
  }
  if (all.some(({ lines }) => lines.some(({ status }) => status === "failed"))) terminal.exit(1);
  if (json) {
    const [only] = all;
    const data = name === undefined ? all : only;
    if (data !== undefined) await terminal.out.data(`${JSON.stringify(data, undefined, 2)}\n`);
    return;
  }
  for (const one of all) show(terminal, one);
};
