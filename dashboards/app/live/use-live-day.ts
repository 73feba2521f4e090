import { useEffect, useReducer, useRef, useState } from "react";
import { askHere } from "../api/ask-here.ts";
import { patienceMs } from "../api/client.ts";
import { isoMinutes } from "../charts/picture.ts";
import { linesKey, noticesOf } from "../stations/notices.ts";
import type { QuantityView } from "../stations/quantity.ts";
import { factsOf } from "../stations/station-facts.ts";
import { type Connection, follow } from "./connection.ts";
import { afterEvent, type Day } from "./day.ts";

const TICK_MS = 10_000;
/** A backlog that drains brings late readings without end; the store is asked once a minute all the same. */
const LEAST_BETWEEN_ASKING_MS = 60_000;

export interface LiveSource {
  readonly station: string;
  readonly quantity: QuantityView["name"];
}

/** Keeps a page's day up to date. The connection is undefined where no script runs. */
export const useLiveDay = (
  initial: Day,
  { station, quantity }: LiveSource,
): { readonly day: Day; readonly connection: Connection | undefined } => {
  const [day, dispatch] = useReducer(afterEvent, initial);
  const [connection, setConnection] = useState<Connection>();
  const heard = useRef(initial.now);
  const asked = useRef(Number.NEGATIVE_INFINITY);
  /** How far the reader's clock is ahead of the cloud's: theirs may be wrong by hours. */
  const ahead = useRef(0);
  const { everyMs, deliveryMs } = initial.facts;

  useEffect(() => {
    const leaving = new AbortController();
    const now = () => Date.now() - ahead.current;
    ahead.current = Date.now() - heard.current;
    setConnection({ state: "connecting" });
    follow(
      `/api/v1/stations/${encodeURIComponent(station)}/live`,
      {
        onConnection: (state) => {
          setConnection(state === "lost" ? { state, since: heard.current } : { state });
          if (state !== "on") return;
          // What came while the page was cut off is asked for at once.
          asked.current = Number.NEGATIVE_INFINITY;
          dispatch({ kind: "doubt", from: heard.current });
        },
        onReadings: (values) => {
          heard.current = now();
          dispatch({ kind: "readings", now: now(), values });
        },
        onStation: (told, document) => {
          ahead.current = Date.now() - told;
          heard.current = told;
          dispatch({
            kind: "station",
            now: told,
            facts: factsOf(document, { everyMs, deliveryMs }),
            notices: noticesOf(document, everyMs, told),
            lines: linesKey(document),
          });
        },
      },
      leaving.signal,
    );
    const tick = setInterval(() => dispatch({ kind: "tick", now: now() }), TICK_MS);
    return () => {
      leaving.abort();
      clearInterval(tick);
    };
  }, [station, everyMs, deliveryMs]);

  const { doubtFrom } = day;
  const { from, every, size } = day.picture;
  const until = from + size * every;
  useEffect(() => {
    if (doubtFrom === null || connection?.state !== "on") return;
    const askStore = async () => {
      asked.current = Date.now();
      dispatch({ kind: "asked" });
      const query = {
        station,
        quantity,
        from: new Date(doubtFrom).toISOString(),
        until: new Date(until).toISOString(),
        every: isoMinutes(every),
      };
      // Not AbortSignal.timeout: a phone of 2021 does not have it.
      const impatience = new AbortController();
      const timer = setTimeout(() => impatience.abort(), patienceMs);
      const { signal } = impatience;
      const answer = await askHere("/api/v1/series/means", query, signal);
      clearTimeout(timer);
      dispatch(
        answer.ok ? { kind: "answered", answer: answer.value } : { kind: "doubt", from: doubtFrom },
      );
    };
    const wait = asked.current + LEAST_BETWEEN_ASKING_MS - Date.now();
    const timer = setTimeout(() => void askStore(), Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [doubtFrom, connection, station, quantity, until, every]);

  return { day, connection };
};
