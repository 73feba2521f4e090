import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { ArchivedPoints, DayOfArchive } from "./day-of-archive.ts";
import type { DescribedFile, SealedSensor } from "./sealed-source.ts";
import type { ImportThread } from "./threads.ts";
import { type Unit, verifyWith } from "./unit.ts";

/** Files of one day that were sealed together are one unit: each sensor is in one of them. */
export const unitsOfSealed = (
  described: ReadonlyMap<string, DescribedFile>,
  thread: ImportThread,
  verifier: ImportThread,
): readonly Unit[] => {
  const groups = Map.groupBy(described, ([path, { day, sealing }]) =>
    JSON.stringify([path.slice(0, path.lastIndexOf("/")), day, sealing]),
  );
  return [...groups].map(([source, files]) => ({
    ...{ source, day: files[0]?.[1].day ?? 0 },
    open: async () => sealedDay(files, thread, verifier),
  }));
};

const sealedDay = (
  files: readonly (readonly [path: string, file: DescribedFile])[],
  thread: ImportThread,
  verifier: ImportThread,
): DayOfArchive => {
  const day = files[0]?.[1].day ?? 0;
  const all = files.flatMap(([path, file]) =>
    file.sensors.map((sensor) => ({ path, bytes: file.bytes, sensor })),
  );
  const pointsOf = ({ points }: SealedSensor) =>
    new Map(points.map(([name, count]) => [name as QuantityName, count]));
  return {
    day,
    sensors: all.map(({ sensor }) => {
      const { station, origin, variant } = sensor;
      return { station, sensor: sensor.sensor, origin, variant, points: pointsOf(sensor) };
    }),
    async read(places) {
      const found = new Map<number, ArchivedPoints[]>();
      const byPath = Map.groupBy(places, (place) => all[place]?.path ?? "");
      for (const [path, some] of byPath) {
        const wanted = some.flatMap((place) => {
          const { number, points } = (all[place] as (typeof all)[number]).sensor;
          return points.map(([quantity]) => ({ place, number, quantity }));
        });
        const bytes = all[some[0] as number]?.bytes ?? 0;
        const asked = wanted.map(({ number, quantity }, id) => ({ id, number, quantity }));
        const parts = await thread.ask("readSealed", { path, bytes, day, wanted: asked });
        for (const [id, columns] of parts) {
          const { place, quantity } = wanted[id] as (typeof wanted)[number];
          const ofSensor = found.get(place) ?? [];
          found.set(place, ofSensor);
          for (const part of columns)
            ofSensor.push({ ...part, quantity: quantity as QuantityName });
        }
      }
      return found;
    },
    verify: verifyWith(verifier),
  };
};
