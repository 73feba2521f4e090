import { patienceMs, type StationFacts, stationState } from "@datacityzen/hardware/station-state";
import type { Station } from "../api/answers.ts";
import type { Row } from "./rows.ts";

/** Something about a station that a person should know, and can mend. */
export type Notice =
  | { readonly kind: "clock" }
  | {
      readonly kind: "aside";
      readonly reason: NonNullable<Station["quarantined"]>["reason"];
      readonly messages: number;
      /** Of the last one, UTC ms. */
      readonly at: number;
    }
  /** What arrives on a sensor's line and is none of its readings. */
  | {
      readonly kind: "rejected";
      readonly sensor: string;
      readonly reason: RejectedReason | "other";
      readonly count: number;
    }
  | { readonly kind: "dropped"; readonly count: number }
  | { readonly kind: "duplicate_name" }
  /** Instants of readings were corrected, because the station's clock was wrong by a known offset. */
  | { readonly kind: "clock_repaired" }
  /** One sensor gives nothing, while the station's others do; `since` is undefined when it never did. */
  | { readonly kind: "sensor_silent"; readonly sensor: string; readonly since: number | undefined }
  /** What arrives on a sensor's line and what to do, in the reader's language. */
  | { readonly kind: "line"; readonly text: string }
  /** A value that no instrument gives, and what it probably is, in the reader's language. */
  | { readonly kind: "mistake"; readonly sensor: string; readonly text: string };

const rejectedReasons = [
  "checksum",
  "length",
  "truncated",
  "foreign",
  "noise",
  "silent",
  "unplugged",
  "warming_up",
] as const;
type RejectedReason = (typeof rejectedReasons)[number];

/** Long enough for its owner to look in; what was mended before that is no news. */
const NEWS_MS = 86_400_000;
/** One frame in twenty. A few damaged ones are usual, on any cable. */
const NOTABLE_SHARE = 0.05;
const NOTABLE_COUNT = 3;

type Told = Pick<Station, "quarantined" | "clockDoubtful" | "health" | "nameConflict">;

/** What a station's own reports, and the cloud's, say of it at `now`. */
export const noticesOf = (
  { quarantined, clockDoubtful, health, nameConflict }: Told,
  everyMs: number,
  now: number,
): readonly Notice[] => {
  const at = quarantined === undefined ? 0 : Date.parse(quarantined.at);
  const expected = health === undefined ? 0 : (health.uptime * 1000) / Math.max(1000, everyMs);
  const least = Math.max(NOTABLE_COUNT, expected * NOTABLE_SHARE);
  // A station that tells what arrives on its lines says more than its counts.
  const counts = health?.lines === undefined ? (health?.rejected ?? {}) : {};
  const rejected = Object.entries(counts).flatMap(([sensor, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => ({ sensor, reason, count })),
  );
  // The station tells its own connection's takeovers; the cloud sees both devices, and for how long.
  const isNameShared =
    (health?.takeovers ?? 0) > 0 ||
    (nameConflict !== undefined && now - Date.parse(nameConflict.last) < NEWS_MS);
  return [
    ...(isNameShared ? [{ kind: "duplicate_name" } as const] : []),
    ...(clockDoubtful ? [{ kind: "clock" } as const] : []),
    ...(quarantined && now - at < NEWS_MS
      ? [
          {
            kind: "aside",
            reason: quarantined.reason,
            messages: quarantined.messages,
            at,
          } as const,
        ]
      : []),
    ...rejected
      .filter(({ reason, count }) => reason !== "warming_up" && count >= least)
      .map(({ sensor, reason, count }) => ({
        kind: "rejected" as const,
        sensor,
        reason: rejectedReasons.find((known) => known === reason) ?? ("other" as const),
        count,
      })),
    ...(health !== undefined && health.dropped > 0
      ? [{ kind: "dropped", count: health.dropped } as const]
      : []),
  ];
};

interface Heard {
  readonly rows: readonly Pick<Row, "sensor" | "at" | "flags">[];
  /** Milliseconds from one reading to the next, of each sensor that the station announced. */
  readonly every: { readonly [sensor: string]: number };
  readonly facts: StationFacts;
  /** When the station was first heard of, UTC ms. */
  readonly firstSeen: number;
  /** Sensors whose line tells already what is wrong. */
  readonly told: readonly string[];
}

/** What the readings themselves say at `now`. A station that gives nothing at all is told by its state. */
export const noticesOfRows = (
  { rows, every, facts, firstSeen, told }: Heard,
  now: number,
): readonly Notice[] => {
  const isRepaired = rows.some(
    ({ at, flags }) => flags.includes("clock_repaired") && now - at < NEWS_MS,
  );
  const isGiving = stationState(facts, now).kind === "online" && !facts.reading?.clockDoubtful;
  const silent = Object.entries(every).flatMap(([sensor, everyMs]): Notice[] => {
    const instants = rows.filter((row) => row.sensor === sensor).map(({ at }) => at);
    const since = instants.length === 0 ? undefined : Math.max(...instants);
    const isSilent = now - (since ?? firstSeen) > patienceMs(everyMs, facts.deliveryMs);
    return isGiving && isSilent && !told.includes(sensor)
      ? [{ kind: "sensor_silent", sensor, since }]
      : [];
  });
  return [...silent, ...(isRepaired ? [{ kind: "clock_repaired" } as const] : [])];
};

/** Changes when the sentences about a station's lines do, which only the server writes. */
export const linesKey = ({ health }: Pick<Station, "health">): string =>
  JSON.stringify(
    (health?.lines ?? []).map(({ port, advice, likely, other }) => [port, advice, likely, other]),
  );
