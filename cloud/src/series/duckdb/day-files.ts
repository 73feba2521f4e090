import { open } from "node:fs/promises";
import { join } from "node:path";
import type { ForAnybody } from "../../access/for-anybody.ts";
import type { DayFile, DayFiles } from "../day-files.ts";
import { dayOf } from "../days/day-block.ts";
import { type ClassOf, createClasses, isForAnybody } from "./classes.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";

/** Sealed days as files for anybody. Each time the access to each station of a file is asked for. */
export const createDayFiles = (
  days: SealedDays,
  catalogue: SeriesCatalogue,
  anybody: ForAnybody,
): DayFiles => {
  const shown = (file: SealedFile, classOf: ClassOf): DayFile | undefined => {
    const { name, day, bytes, points, sha256, sensors } = file;
    if (!isForAnybody(file, classOf) || sha256 === undefined) return undefined;
    const stations = new Set(Array.from(sensors ?? [], (one) => catalogue.byId(one)?.station)).size;
    return { name, day, bytes, points, stations, sha256 };
  };

  const find = (name: string): DayFile | undefined => {
    const named = days.view.byDay
      .get(dayOf(Date.parse(name.slice(0, 10))))
      ?.find((file) => file.name === name);
    return named && shown(named, createClasses(catalogue, anybody));
  };

  return {
    list({ from, until }, most) {
      const classOf = createClasses(catalogue, anybody);
      const { view } = days;
      const found: (readonly [number, readonly DayFile[]])[] = [];
      for (const day of view.days) {
        if (day < from) continue;
        if (day >= until || found.length === most) break;
        const files = (view.byDay.get(day) ?? []).flatMap((file) => shown(file, classOf) ?? []);
        if (files.length > 0) found.push([day, files]);
      }
      return found;
    },
    find,
    async read(name, part) {
      if (find(name) === undefined) return undefined;
      const handle = await open(join(days.folder, name), "r").catch(
        (error: NodeJS.ErrnoException) => {
          // It was replaced this very moment.
          if (error.code === "ENOENT") return undefined;
          throw error;
        },
      );
      return handle?.createReadStream(part);
    },
  };
};
