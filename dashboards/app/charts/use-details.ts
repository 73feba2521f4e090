import { useEffect, useState } from "react";
import { askHere } from "../api/ask-here.ts";
import type { Panel } from "./chart.tsx";
import type { Detail, Part } from "./marks.ts";
import { nameOf } from "./picture.ts";

/** While fingers move nothing is asked. */
const REST_MS = 200;
/** Of each line, twice as many as a chart has pixels. */
const POINTS = 2000;

/** Lines of another station stand in a picture under `<station>/<sensor>`. */
export const foreignSensor = (station: string, sensor: string): string => `${station}/${sensor}`;

const stationOf = (own: string, sensor: string): string => {
  const end = sensor.indexOf("/");
  return end < 0 ? own : sensor.slice(0, end);
};

/** The readings of the part that is shown, for each panel, as soon as the store has told them. */
export const useDetails = (
  station: string,
  panels: readonly Panel[],
  part: Part | undefined,
): readonly (Detail | undefined)[] => {
  const [told, tell] = useState<{ readonly key: string; readonly details: readonly Detail[] }>();
  const key = panels
    .map(({ quantity, picture }) => [quantity.name, ...picture.lines.map(nameOf)].join())
    .join(";");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panels' lines are asked for, not their values
  useEffect(() => {
    if (part === undefined) return tell(undefined);
    const leaving = new AbortController();
    const load = async () => {
      const details = await Promise.all(
        panels.map((panel) => detailOf(station, panel, part, leaving.signal)),
      );
      if (leaving.signal.aborted) return;
      const whole = details.filter((detail) => detail !== undefined);
      if (whole.length === details.length) tell({ key, details: whole });
    };
    const timer = setTimeout(() => void load(), REST_MS);
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [station, key, part]);
  return panels.map((_, index) => {
    const detail = told?.key === key ? told.details[index] : undefined;
    const isOf =
      part !== undefined &&
      detail !== undefined &&
      detail.from <= part.from &&
      detail.until >= part.until;
    return isOf ? detail : undefined;
  });
};

const detailOf = async (
  own: string,
  { quantity, picture }: Panel,
  { from, until }: Part,
  signal: AbortSignal,
): Promise<Detail | undefined> => {
  const stations = [...new Set(picture.lines.map(({ sensor }) => stationOf(own, sensor)))];
  const answers = await Promise.all(
    stations.map(async (station) => {
      const query = {
        station,
        quantity: quantity.name,
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        points: POINTS,
      };
      const answer = await askHere("/api/v1/series/chart", query, signal);
      return { station, answer };
    }),
  );
  const points = new Map<string, Detail["lines"][number]["points"]>();
  let every: string | undefined;
  for (const { station, answer } of answers) {
    if (!answer.ok) return undefined;
    every ??= answer.value.every;
    for (const series of answer.value.series) {
      const sensor = station === own ? series.sensor : foreignSensor(station, series.sensor);
      points.set(
        nameOf({ sensor, origin: series.origin }),
        series.points.map(({ at, value }) => ({ at: Date.parse(at), value })),
      );
    }
  }
  const lines = picture.lines.map(({ sensor, origin }) => ({
    ...{ sensor, origin },
    points: points.get(nameOf({ sensor, origin })) ?? [],
  }));
  return { from, until, lines, ...(every === undefined ? {} : { every }) };
};
