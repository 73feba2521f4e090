import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { nobody } from "../../access/principal.ts";
import type { ModuleContext } from "../../module.ts";
import type { Range } from "../../series/store.ts";
import { neighboursOf, type Placed } from "../checks/neighbourhood.ts";
import { HOUR_MS } from "../durations.ts";
import { placedOf } from "../network-around.ts";
import { recipesInForce } from "../recipes-in-force.ts";
import { rewriteOf } from "../rewrite.ts";
import type { Written } from "../write-reprocessed.ts";
import { consolidatedVariant, consolidation } from "./consolidate.ts";
import {
  type Consolidation,
  type Contributing,
  consolidable,
  consolidatedHours,
  type HoursOf,
  hoursFrom,
} from "./consolidated-hours.ts";

export type ConsolidatingParts = Pick<
  ModuleContext,
  "series" | "stations" | "knownStations" | "calibrations" | "now"
> & {
  /** Which stations are declared references now. */
  readonly references: () => Promise<readonly DeclaredReference[]>;
};

/** A station whose values are an authority's. */
interface DeclaredReference {
  readonly station: string;
  readonly name: string;
}

/** Who stands where, of those that everybody sees: the same for all stations of a run. */
interface Surroundings {
  readonly stations: readonly Placed[];
  readonly references: readonly (Placed & { readonly name: string })[];
}

const { reachM, mostStations, referenceReachM } = consolidation.parameters;

/** Hours of stations that are remembered for those around them: each is 24 to 744 numbers. */
const MOST_REMEMBERED = 1000;

const surroundingsOf = (
  { knownStations }: Pick<ConsolidatingParts, "knownStations">,
  declared: readonly DeclaredReference[],
): Surroundings => {
  const names = new Map(declared.map(({ station, name }) => [station, name]));
  const seen = [...knownStations.all()]
    .filter(({ name }) => knownStations.viewOf(nobody, name).isSeen)
    .flatMap((known) => placedOf(known) ?? []);
  return {
    stations: seen.filter(({ station }) => !names.has(station)),
    references: seen.flatMap((placed) => {
      const name = names.get(placed.station);
      return name === undefined ? [] : [{ ...placed, name }];
    }),
  };
};

/** Hours that were read once are not read again, as long as they are remembered. */
const rememberedHours = (hoursOf: HoursOf): HoursOf => {
  const known = new Map<string, ReturnType<HoursOf>>();
  return (one, asked) => {
    const name = [one.station, asked.origin, asked.quantity, asked.from, asked.until].join(" ");
    const before = known.get(name);
    if (before !== undefined) return before;
    const [oldest] = known.keys();
    if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    const found = hoursOf(one, asked);
    known.set(name, found);
    return found;
  };
};

interface HoursAsked extends Range {
  readonly station: string;
  readonly quantity: QuantityName;
  readonly origin: Origin;
}

/** What consolidated values are made of, and how they are kept. */
export const createConsolidating = (parts: ConsolidatingParts) => {
  const { series, stations, knownStations, calibrations, now } = parts;
  const contributing = async (station: string): Promise<Contributing> => {
    const record = await stations.find(station);
    return { station, record, recipesAt: recipesInForce(record, calibrations.of(station)) };
  };

  const hoursAt = async (
    { station, ...asked }: HoursAsked,
    { stations: placed, references }: Surroundings,
    hoursOf: HoursOf = hoursFrom(series),
  ): Promise<Consolidation> => {
    const own = placedOf(knownStations.find(station));
    if (own === undefined) return { own: [], hours: [] };
    const around = neighboursOf(own, placed, { reachM, most: mostStations });
    const [nearest] = neighboursOf(own, references, { reachM: referenceReachM, most: 1 });
    const reference = references.find((one) => one.station === nearest?.station);
    return consolidatedHours(hoursOf, {
      ...asked,
      own: await contributing(station),
      around: await Promise.all(around.map((one) => contributing(one.station))),
      reference: reference && {
        ...(await contributing(reference.station)),
        name: reference.name,
      },
    });
  };

  const make = async (
    station: string,
    range: Range,
    surroundings: Surroundings,
    hoursOf: HoursOf,
  ): Promise<Written> => {
    let [values, changed] = [0, 0];
    // An hour of which a part was asked for would seem not to be whole.
    const hours = {
      from: Math.floor(range.from / HOUR_MS) * HOUR_MS,
      until: Math.ceil(range.until / HOUR_MS) * HOUR_MS,
    };
    for (const { quantity, origin } of consolidable(series, station)) {
      const rewrite = await rewriteOf(series, {
        ...{ station, variant: consolidatedVariant, only: { quantity, origin }, ...hours },
      });
      const asked = { station, quantity, origin, ...hours };
      const readings = (await hoursAt(asked, surroundings, hoursOf)).hours.map(
        ({ at, own, value }): Reading => ({
          ...{ at, sensor: own.sensor, values: { [quantity]: value } },
          ...(origin === "measured" ? {} : { flags: [origin] }),
        }),
      );
      const made = await rewrite({ readings, now: now(), isObsolete: () => true });
      values += made.values;
      changed += made.changed;
    }
    return { values, changed };
  };

  const surroundings = async () => surroundingsOf(parts, await parts.references());
  return {
    /** What is known of whole hours of a station, and what it becomes. */
    hoursAt: async (asked: HoursAsked) => hoursAt(asked, await surroundings()),
    /** Makes the consolidated values of stations in a range, one after the other, and keeps them. */
    async run() {
      const around = await surroundings();
      const remembered = rememberedHours(hoursFrom(series));
      return (station: string, range: Range) => make(station, range, around, remembered);
    },
  };
};
export type Consolidating = ReturnType<typeof createConsolidating>;
