import type { Expected } from "./box.ts";

/** What a gateway says of itself on its page's figures. */
export interface Seen {
  readonly version: string;
  /** Messages with readings, since the process started: kept on disk, and acknowledged by the cloud. */
  readonly kept: number;
  readonly acknowledged: number;
  readonly cloudIsUp: boolean;
  /** When the process started, in seconds since 1970 by the clock that it had then. */
  readonly started: number;
}

const sampleOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1] ?? Number.NaN);

/** Reads the text of `/metrics`; undefined when it is not that of a gateway. */
export const readFigures = (text: string): Seen | undefined => {
  const version = /^dcz_gateway_build_info\{version="([^"]*)"\} 1$/m.exec(text)?.[1];
  const seen = {
    kept: sampleOf(text, 'dcz_gateway_messages_total\\{kind="readings"\\}'),
    acknowledged: sampleOf(text, "dcz_gateway_relayed_readings_total"),
    cloudIsUp: sampleOf(text, "dcz_gateway_cloud_up") === 1,
    started: sampleOf(text, "process_start_time_seconds"),
  };
  if (version === undefined || Number.isNaN(seen.kept)) return undefined;
  return { version, ...seen, acknowledged: seen.acknowledged || 0 };
};

export type Lack = "silent" | "other_version" | "no_readings" | "not_acknowledged" | "restarts";

/** What is still missing for a version to be kept; undefined when nothing is. */
export const lackOf = (
  seen: Seen | undefined,
  { version, expected }: { readonly version: string; readonly expected: Expected },
): Lack | undefined => {
  if (seen === undefined) return "silent";
  if (seen.version !== version) return "other_version";
  if (seen.kept === 0) return "no_readings";
  return expected === "acknowledged" && seen.acknowledged === 0 ? "not_acknowledged" : undefined;
};

export interface Watch {
  readonly version: string;
  readonly expected: Expected;
  readonly withinMs: number;
  readonly look: () => Promise<Seen | undefined>;
  /** Of a clock that nobody sets. */
  readonly elapsedMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const LOOK_EVERY_MS = 2000;

/**
 * Watches a version: undefined as soon as one process of it has had all that is expected and has run on for a tenth
 * of the time; else what was missing when the time was over.
 */
export const watch = async (options: Watch): Promise<Lack | undefined> => {
  const { withinMs, look, elapsedMs, pause } = options;
  const steadyMs = withinMs / 10;
  const began = elapsedMs();
  let proved: { readonly started: number; readonly since: number } | undefined;
  let why: Lack = "restarts";
  for (;;) {
    const seen = await look();
    const lack = lackOf(seen, options);
    const now = elapsedMs() - began;
    if (lack !== undefined) why = proved !== undefined && lack === "silent" ? "restarts" : lack;
    else if (seen !== undefined && proved?.started !== seen.started)
      proved = { started: seen.started, since: now };
    else if (proved !== undefined && now - proved.since >= steadyMs) return undefined;
    // Proved in the last moment: it may still run on for its tenth.
    if (now >= withinMs + (proved === undefined ? 0 : steadyMs)) return why;
    await pause(Math.min(LOOK_EVERY_MS, steadyMs));
  }
};
