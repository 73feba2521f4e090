import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { nobody } from "../access/principal.ts";
import { Problem } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import type { OwnBulletin } from "../bulletins/queries.ts";
import { MailAddress } from "../mail/address.ts";
import { languages } from "../mail/content.ts";
import type { ModuleContext } from "../module.ts";
import { oneLine } from "../one-line.ts";
import { Slug } from "../practices/practice.ts";
import { keyOf } from "../territories/territory-routes.ts";
import { isZone } from "../time-zone.ts";
import { alertProblems } from "./problems.ts";
import { type QuietHours, quietHoursOf } from "./quiet-hours.ts";
import { type AlertCondition, type AlertProfile, channels } from "./tables.ts";
import { type Watched, type WatchedName, watchedNames, watchedOf } from "./watched.ts";

export const MOST_CONDITIONS = 20;
const LONGEST_PLACE = 60;
const DAY_MINUTES = 1_440;

const Place = z.object({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  name: z
    .string()
    .transform((text) => oneLine(text, LONGEST_PLACE))
    .pipe(z.string().min(1))
    .meta({ description: "Stands in messages: a commune or a quarter, no street" }),
});

/** One thing that is watched: at a station, or at a place, of which 0.01° (some 1 km) is kept. */
export const ConditionGiven = z
  .object({
    watched: z.enum(watchedNames),
    station: StationId.optional(),
    place: Place.optional(),
    up: z.number().meta({ description: "Told from this value or level on" }),
    down: z.number().optional().meta({
      description: "Over below this value; nine tenths of `up` when absent, of a level the level",
    }),
    forMinutes: z.int().min(0).max(DAY_MINUTES).default(0).meta({
      description: "For how long it must be so",
    }),
  })
  .refine(({ station, place }) => (station === undefined) !== (place === undefined), {
    message: 'must have either "station" or "place"',
    path: ["place"],
  });
export type ConditionGiven = z.output<typeof ConditionGiven>;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const TimeOfDay = z.string().regex(TIME, 'must be a time of day, such as "22:00"');
const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const timesOf = (quiet: QuietHours | undefined): { from: string; until: string } | null =>
  quiet === undefined ? null : { from: timeOf(quiet.from), until: timeOf(quiet.until) };

/** How somebody wants to be told. */
export const WishesGiven = z.object({
  language: z.enum(languages),
  zone: z.string().max(64).refine(isZone, 'must be a time zone, such as "Europe/Paris"'),
  quiet: z.object({ from: TimeOfDay, until: TimeOfDay }).nullable(),
  everyMinutes: z
    .int()
    .min(0)
    .max(7 * DAY_MINUTES),
  wantsEnd: z.boolean(),
});

const MOST_BULLETINS = 5;

export const SubscriptionGiven = z
  .object({
    address: MailAddress.optional(),
    phone: z.string().max(40).optional().meta({
      description: "Instead of an address: a mobile number, where SMS are sent",
    }),
    language: WishesGiven.shape.language.default("fr"),
    zone: WishesGiven.shape.zone.optional(),
    quiet: WishesGiven.shape.quiet.default({ from: "22:00", until: "07:00" }),
    everyMinutes: WishesGiven.shape.everyMinutes.default(360),
    wantsEnd: WishesGiven.shape.wantsEnd.default(false),
    conditions: z.array(ConditionGiven).max(MOST_CONDITIONS).default([]),
    bulletins: z
      .array(z.string().regex(/^[\w-]{1,64}$/))
      .max(MOST_BULLETINS)
      .default([])
      .meta({ description: "Codes or keys of territories: their bulletin comes by mail each day" }),
    practice: Slug.optional().meta({ description: "Through whose page it is asked for" }),
  })
  .refine(({ conditions, bulletins }) => conditions.length + bulletins.length > 0, {
    message: "must have at least one condition or bulletin",
    path: ["conditions"],
  })
  .refine(({ address, phone }) => (address === undefined) !== (phone === undefined), {
    message: 'must have either "address" or "phone"',
    path: ["address"],
  });

/** Null stays, absent is left as it is. */
export const ChangeGiven = WishesGiven.partial().extend({
  pausedUntil: z.iso.datetime({ offset: true }).nullable().optional(),
  bounced: z.literal(false).optional().meta({ description: "The address is good again" }),
});

type WishColumns = Partial<
  Pick<
    AlertProfile,
    | "language"
    | "zone"
    | "quietFrom"
    | "quietUntil"
    | "everyMinutes"
    | "wantsEnd"
    | "pausedUntil"
    | "bounced"
  >
>;

export const wishColumns = ({
  quiet,
  pausedUntil,
  ...rest
}: z.output<typeof ChangeGiven>): WishColumns => ({
  ...(rest.language === undefined ? {} : { language: rest.language }),
  ...(rest.zone === undefined ? {} : { zone: rest.zone }),
  ...(rest.everyMinutes === undefined ? {} : { everyMinutes: rest.everyMinutes }),
  ...(rest.wantsEnd === undefined ? {} : { wantsEnd: rest.wantsEnd }),
  ...(quiet === undefined
    ? {}
    : {
        quietFrom: quiet === null ? null : minutesOf(quiet.from),
        quietUntil: quiet === null ? null : minutesOf(quiet.until),
      }),
  ...(pausedUntil === undefined
    ? {}
    : { pausedUntil: pausedUntil === null ? null : new Date(pausedUntil) }),
  ...(rest.bounced === false ? { bounced: null } : {}),
});

const HUNDREDTH = (degrees: number): number => Math.round(degrees * 100) / 100 + 0;

const presetDown = ({ kind, digits }: Watched, up: number): number =>
  kind === "quantity" ? Number((0.9 * up).toFixed(digits + 1)) : up;

/** Everybody sees the stations that alerts may be about. */
export const demandStations = (
  { stations, knownStations }: Pick<ModuleContext, "stations" | "knownStations">,
  conditions: readonly Pick<ConditionGiven, "station">[],
): void => {
  for (const { station } of conditions)
    if (
      station !== undefined &&
      (stations.atHand(station) === undefined || !knownStations.viewOf(nobody, station).isSeen)
    )
      throw new Problem(
        alertProblems.alert_station_unknown,
        `No station that everybody sees has the name "${station}".`,
      );
};

/** Throws `Problem` for a threshold that could never be reached, or would always be. */
export const demandThreshold = (name: WatchedName, up: number): Watched => {
  const watched = watchedOf(name) as Watched;
  const [lowest, highest] = watched.bounds;
  const isWhole = watched.kind === "quantity" || Number.isInteger(up);
  if (up < lowest || up > highest || !isWhole)
    throw new Problem(
      alertProblems.alert_threshold,
      `"up" of ${name} must be ${isWhole ? "a number" : "a level, a whole number"} from ${lowest} to ${highest}.`,
    );
  return watched;
};

/** Columns of a condition. Throws `Problem` for a threshold that could never be reached, or would always be. */
export const conditionColumns = (
  { watched: name, station, place, up, down, forMinutes }: ConditionGiven,
  now: Date,
): Omit<
  AlertCondition,
  "id" | "profile" | "phase" | "isBlind" | "since" | "before" | "startWasTold"
> => {
  const watched = demandThreshold(name, up);
  if (watched.pace === "tomorrow" && forMinutes > 0)
    throw new Problem(
      alertProblems.alert_threshold,
      `A forecast is of a whole day: leave "forMinutes" out for ${name}.`,
    );
  const end = down ?? presetDown(watched, up);
  if (end > up)
    throw new Problem(
      alertProblems.alert_threshold,
      `"down" must not be above "up": it is over when below "down".`,
    );
  return {
    ...{ watched: name, up, down: end, minimumMinutes: forMinutes, created: now },
    station: station ?? null,
    lat: place === undefined ? null : HUNDREDTH(place.lat),
    lon: place === undefined ? null : HUNDREDTH(place.lon),
    place: place?.name ?? station ?? "",
  };
};

export const ConditionAnswer = z
  .object({
    id: z.uuid(),
    watched: z.string(),
    title: Words,
    unit: z.string(),
    station: z.string().nullable(),
    place: z.string(),
    point: z.object({ lat: z.number(), lon: z.number() }).nullable(),
    up: z.number(),
    down: z.number(),
    forMinutes: z.int(),
    phase: z.enum(["below", "above"]),
    known: z.boolean(),
    since: z.iso.datetime().nullable(),
  })
  .meta({ id: "AlertCondition" });

export const conditionAnswer = (row: AlertCondition): z.infer<typeof ConditionAnswer> => {
  const watched = watchedOf(row.watched);
  return {
    ...{ id: row.id, watched: row.watched, unit: watched?.unit ?? "" },
    title: watched?.title ?? { fr: row.watched, en: row.watched },
    ...{ station: row.station, place: row.place, up: row.up, down: row.down },
    point: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    ...{ forMinutes: row.minimumMinutes, phase: row.phase, known: !row.isBlind },
    since: row.since?.toISOString() ?? null,
  };
};

export const ProfileAnswer = z
  .object({
    state: z.enum(["unconfirmed", "active"]),
    channel: z.enum(channels).meta({ description: "By mail or by SMS" }),
    ...WishesGiven.shape,
    pausedUntil: z.iso.datetime().nullable(),
    lastMessage: z.iso.datetime().nullable(),
    bounced: z.iso.datetime().nullable().meta({
      description: "Since when the mail server does not know the address: nothing is sent",
    }),
    created: z.iso.datetime(),
    conditions: z.array(ConditionAnswer),
    bulletins: z
      .array(z.object({ key: z.string(), name: z.string() }))
      .meta({ description: "Territories whose bulletin comes by mail each day" }),
    practice: z
      .object({ slug: z.string(), name: z.string() })
      .nullable()
      .meta({ description: "Through whose page it was asked for" }),
  })
  .meta({ id: "AlertProfile" });
export type ProfileAnswer = z.infer<typeof ProfileAnswer>;

export const profileAnswer = (
  row: AlertProfile,
  conditions: readonly AlertCondition[],
  bulletins: readonly OwnBulletin[],
  practice: { readonly slug: string; readonly name: string } | undefined,
): ProfileAnswer => ({
  ...{ state: row.state, channel: row.channel, language: row.language, zone: row.zone },
  ...{ everyMinutes: row.everyMinutes, wantsEnd: row.wantsEnd },
  quiet: timesOf(quietHoursOf(row)),
  pausedUntil: row.pausedUntil?.toISOString() ?? null,
  lastMessage: row.lastMessage?.toISOString() ?? null,
  bounced: row.bounced?.toISOString() ?? null,
  created: row.created.toISOString(),
  conditions: conditions.map(conditionAnswer),
  bulletins: bulletins.map((one) => ({ key: keyOf(one), name: one.name })),
  practice: practice === undefined ? null : { slug: practice.slug, name: practice.name },
});
