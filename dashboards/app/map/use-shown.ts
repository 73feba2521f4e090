import { useEffect, useState } from "react";
import type { MapList } from "../api/answers.ts";
import { listedQuery, type MapQuery } from "./map-query.ts";

/** Whoever drags the slider over a day does not ask for each of its hours. */
const REST_MS = 150;

const ask = async (asked: MapQuery, signal: AbortSignal): Promise<MapList> => {
  const query = new URLSearchParams(
    Object.entries(listedQuery(asked)).map(([name, value]) => [name, String(value)]),
  );
  const answer = await fetch(`/api/v1/map/stations?${query}`, { signal });
  if (!answer.ok) throw new Error(`The API answered ${answer.status}.`);
  return answer.json();
};

/** The list of what is asked for: as the page brought it, and then as the API answers. */
export const useShown = (first: MapList, firstAsked: MapQuery, asked: MapQuery) => {
  const [answered, answer] = useState<{ asked: MapQuery; list: MapList | undefined }>();
  useEffect(() => {
    if (asked === firstAsked) return;
    const ended = new AbortController();
    const timer = setTimeout(() => {
      ask(asked, ended.signal).then(
        (list) => answer({ asked, list }),
        () => {
          if (!ended.signal.aborted) answer({ asked, list: undefined });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [asked, firstAsked]);
  const isFirst = asked === firstAsked;
  const isAnswered = isFirst || answered?.asked === asked;
  return {
    list: isFirst ? first : (answered?.list ?? first),
    isWaiting: !isAnswered,
    hasFailed: !isFirst && answered?.asked === asked && answered.list === undefined,
  };
};
