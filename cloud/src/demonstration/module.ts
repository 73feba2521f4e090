import type { CloudModule } from "../module.ts";
import { nameStation, placeStation } from "./place-station.ts";
import { demonstrationStations, workshopStation } from "./stations.ts";

const TRY_AGAIN_MS = 500;
/** So long territories may take to be imported; without, a station is in none. */
const TERRITORIES_WITHIN_MS = 60_000;

/** Says where the stations of the demonstration are, and what they are called, as hosts do for theirs. */
export const demonstrationModule: CloudModule = {
  name: "demonstration",
  problems: {},
  tables: {},
  open(context) {
    const { api, devices, records, knownStations, territories, now, log } = context;
    if (!context.demonstration) return;
    const stopping = new AbortController();
    const startedAt = now();
    let working = Promise.resolve();
    let timer: NodeJS.Timeout | undefined;
    const due = new Map(
      demonstrationStations.map((station) => [
        station.name,
        () =>
          placeStation(
            { records, territories },
            { station, at: now(), needsTerritory: now() - startedAt < TERRITORIES_WITHIN_MS },
          ),
      ]),
    );
    due.set(workshopStation.name, () => nameStation({ records }, workshopStation));
    const place = async (): Promise<void> => {
      for (const [name, tell] of due) {
        if (stopping.signal.aborted) return;
        if (!devices.has(name)) continue;
        const outcome = await tell();
        if (outcome === "later") continue;
        due.delete(name);
        if (outcome !== "has one") await knownStations.refresh(outcome.thing);
      }
    };
    const later = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        working = working
          .then(() => (records.state().up ? place() : undefined))
          .catch((error: Error) => {
            if (records.state().up) log.error({ err: error }, "demonstration has no places");
          })
          .then(() => {
            if ([...due.keys()].some(devices.has)) later();
          });
      }, TRY_AGAIN_MS).unref();
    };
    devices.onChange(({ name }) => {
      if (due.has(name)) later();
    });
    records.onUp(later);
    api.addHook("onClose", async () => {
      stopping.abort();
      due.clear();
      clearTimeout(timer);
      await working;
    });
  },
};
