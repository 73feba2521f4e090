import { performance } from "node:perf_hooks";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { readConfig } from "../../edge/src/config.ts";
import { type Heard, listen } from "../../edge/src/listen.ts";
import { openSources } from "../../edge/src/sources.ts";

/**
 * Listens to the sensor that is named at a place, as a station would read it with `SENSORS=model@path`.
 * Ends when nothing at all has come for `silentMs`. Undefined where no such sensor can be there, which the settings' own check says.
 */
export const hear = async (
  { model, path }: { readonly model: string; readonly path: string },
  forMs: number,
  until: readonly QuantityName[] = [],
  silentMs = forMs,
): Promise<Heard | undefined> => {
  const settings = readConfig({ SENSORS: `${model}@${path}` });
  if (!settings.ok) return undefined;
  const opened = await openSources(settings.value, {
    monotonic: () => performance.now(),
    now: Date.now,
    random: Math.random,
  });
  const [source] = opened.ok ? opened.sources : [];
  if (source === undefined) return undefined;
  const { sensor, port } = source;
  return listen({ sensor, port, path, forMs, until, silentMs });
};
