import { readdirSync } from "node:fs";
import { open, stat, truncate } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { auditStation } from "./audit.ts";
import { startHonest } from "./honest.ts";
import { openSite, type ProcessName, type Site } from "./site.ts";

export interface Damage {
  readonly file: string;
  readonly kind: "overwritten" | "truncated" | "zeroed" | "zeros appended";
  /** Where it begins, and how many bytes it takes. */
  readonly offset: number;
  readonly length: number;
}

export type DamageOutcome =
  /** Everything that was acknowledged is there. */
  | "whole"
  /** Something is missing, and the process says so. */
  | "missing, told"
  /** It does not start, and says in a sentence what to do. */
  | "refused, told"
  /** Something is missing, and nobody is told. */
  | "missing in silence"
  /** It does not start and shows a stack, or says nothing. */
  | "broken";

export interface DamageResult {
  readonly damage: Damage;
  readonly process: ProcessName;
  readonly outcome: DamageOutcome;
  readonly missing: number;
  readonly detail: string;
}

export const isFailure = ({ outcome }: Pick<DamageResult, "outcome">): boolean =>
  outcome === "missing in silence" || outcome === "broken";

/** A start that takes longer is none. */
const START_MS = 30_000;

/** A log line of a warning or worse that speaks of what was kept. */
const TOLD = /"level":(40|50|60).*(damag|missing|rescue|lost|aside|corrupt|unreadable|fewer)/i;
const STACK = /^\s+at .+\(?(file:|node:|\/).*:\d+:\d+\)?$/m;

/** Pure: what a restart after the damage shows. */
export const judgeDamage = (seen: {
  readonly started: boolean;
  readonly output: string;
  readonly missing: number;
}): DamageOutcome => {
  if (!seen.started)
    return STACK.test(seen.output) || seen.output.trim() === "" ? "broken" : "refused, told";
  if (seen.missing === 0) return "whole";
  return seen.output.split("\n").some((line) => TOLD.test(line))
    ? "missing, told"
    : "missing in silence";
};

const apply = async (path: string, damage: Damage, random: () => number): Promise<void> => {
  if (damage.kind === "truncated") return truncate(path, damage.offset);
  const file = await open(path, "r+");
  const bytes = Buffer.alloc(damage.length);
  if (damage.kind === "overwritten")
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(random() * 256);
  await file.write(bytes, 0, bytes.length, damage.offset);
  await file.close();
};

const drawDamage = async (path: string, file: string, random: () => number): Promise<Damage> => {
  const { size } = await stat(path);
  const kinds = ["overwritten", "truncated", "zeroed", "zeros appended"] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] ?? "overwritten";
  const page = 4096 * Math.floor(random() * Math.max(1, size / 4096));
  return kind === "zeros appended"
    ? { file, kind, offset: size, length: 65_536 }
    : { file, kind, offset: page, length: Math.min(4096, Math.max(1, size - page)) };
};

const filesOf = (site: Site, name: ProcessName): string[] => {
  const folder = join(site.directory, name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
};

/** Fills both stores, kills a process, damages one of its files, starts it again and looks. */
export const damageOnce = async (
  name: ProcessName,
  random: () => number,
): Promise<DamageResult> => {
  const site = await openSite();
  try {
    const station = "honest-damaged";
    // The gateway must still hold what is looked for: its cloud stays away until after the damage.
    if (name === "gateway") await site.kill("cloud");
    const port = site[name].mqttPort;
    const honest = await startHonest({
      station,
      url: `mqtt://127.0.0.1:${port}`,
      everyMs: 5,
      patienceMs: 10_000,
    });
    await wait(2000);
    const report = await honest.finish();
    await site.kill(name);
    const files = filesOf(site, name);
    const path = files[Math.floor(random() * files.length)] ?? "";
    const damage = await drawDamage(path, relative(site.directory, path), random);
    await apply(path, damage, random);
    const before = site.output(name).length;
    const started = await Promise.race([
      site.start(name).then(
        () => true,
        () => false,
      ),
      wait(START_MS, false, { ref: false }),
    ]);
    let missing = report.acknowledged.size;
    if (started) {
      if (name === "gateway") await site.start("cloud");
      for (let tries = 0; tries < 50 && missing > 0; tries++) {
        const found = await auditStation(site, station, report).catch(() => undefined);
        missing = found?.lost.length ?? missing;
        if (missing > 0) await wait(200);
      }
    }
    const output = site.output(name).slice(before);
    const outcome = judgeDamage({ started, output, missing });
    const said = output.split("\n").find((line) => TOLD.test(line)) ?? (started ? "" : output);
    return { damage, process: name, outcome, missing, detail: said.trim().slice(0, 300) };
  } finally {
    await site.close();
  }
};
