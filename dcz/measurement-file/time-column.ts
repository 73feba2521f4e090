import { compactName } from "../../cloud/src/text-tables/compact-name.ts";
import { LONGEST_NAME } from "./column-names.ts";

/** Where a row says when it was measured: in one column, in one of dates and one of hours, or in four. */
export interface TimeColumn {
  readonly header: string;
  readonly index: number;
  /** Columns of months and days, where `index` holds years. */
  readonly monthAndDay: readonly [month: number, day: number] | undefined;
  readonly hours: number | undefined;
  /** What the column's name says of its times: "UTC", "+01:00". */
  readonly zone: string | undefined;
}

/** Names of columns with times; the first of this list that a file has is read. */
const timeNames: readonly { readonly name: string; readonly hours?: readonly string[] }[] = [
  { name: "at" },
  { name: "timestamp" },
  { name: "datetime" },
  { name: "createdat" },
  { name: "start" },
  { name: "valuedatetimebegin" },
  { name: "timestampmeasured" },
  { name: "datetimebegin" },
  { name: "readingdatetime" },
  { name: "datededebut" },
  { name: "datedebut" },
  { name: "referencetimestamp" },
  { name: "datetimelocal" },
  { name: "localdatetime" },
  { name: "datetimefrom" },
  { name: "datelocal", hours: ["timelocal"] },
  { name: "datelt" },
  // AirNow's hourly files.
  { name: "validdate", hours: ["validtime"] },
  { name: "date", hours: ["time", "heure", "hour", "uhrzeit", "heures", "hours"] },
  { name: "datum", hours: ["zeit", "uhrzeit", "stunde"] },
  ...[
    ...["time", "dateheure", "dateetheure", "horodatage", "horodate", "zeitstempel", "zeit"],
    ...["datumzeit", "datumuhrzeit", "measuredat", "recordedat", "observedat", "sampledat"],
    ...["receivedat", "localtime", "starttime", "begin", "from", "phenomenontime", "resulttime"],
    ...["timestampms", "unixtime", "epoch", "ts", "lastchanged", "lastupdated"],
    ...["timedate", "datehour", "datetimestamp", "measurementdate", "capturedtime"],
  ].map((name) => ({ name })),
];

export const sameHeader = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

/** "Date (UTC+1)": the zone that a column's name says, and the name without it. */
const readTimeName = (
  name: string,
): { readonly bare: string; readonly zone: string | undefined } => {
  if (name.length > LONGEST_NAME) return { bare: "", zone: undefined };
  const offset = /(?:utc|gmt)\s*([+\u2212-])\s*(\d{1,2})(?::?(\d{2}))?/i.exec(name);
  if (offset !== null) {
    const [whole, sign, hours = "", minutes = "00"] = offset;
    const zone = `${sign === "+" ? "+" : "-"}${hours.padStart(2, "0")}:${minutes}`;
    return { bare: compactName(name.replace(whole, " ")), zone };
  }
  const compact = compactName(name);
  const bare = compact.replace(/^(?:utc|gmt)|(?:utc|gmt)$/, "");
  return bare === compact ? { bare, zone: undefined } : { bare: bare || "datetime", zone: "UTC" };
};

/** A day and an hour as four numbers: "year,month,day,hour". */
const apartNames = [
  ["year", "annee", "jahr"],
  ["month", "mois", "monat"],
  ["day", "jour", "tag"],
] as const;
const hourNames = ["hour", "heure", "stunde", "time"];
/** What is read only where nothing better is: a day that may be one of a month, or an hour of no day. */
const lastNames = ["jour", "day", "heure"];

const apartColumnsOf = (
  read: readonly { readonly bare: string }[],
  column: (
    index: number,
    hours: number | undefined,
    monthAndDay?: TimeColumn["monthAndDay"],
  ) => TimeColumn,
): TimeColumn | undefined => {
  const find = (wanted: readonly string[]): number =>
    read.findIndex(({ bare }) => wanted.includes(bare));
  const [year, month, day] = apartNames.map(find) as [number, number, number];
  if (year >= 0 && month >= 0 && day >= 0) {
    const hours = find(hourNames);
    return column(year, hours < 0 ? undefined : hours, [month, day]);
  }
  const last = lastNames.map((name) => find([name])).find((index) => index >= 0);
  if (last === undefined) return undefined;
  const hours = find(hourNames);
  return column(last, hours < 0 || hours === last ? undefined : hours);
};

export const timeColumnOf = (
  names: readonly string[],
  wanted: string | undefined,
): TimeColumn | undefined => {
  const read = names.map(readTimeName);
  const column = (
    index: number,
    hours: number | undefined,
    monthAndDay?: TimeColumn["monthAndDay"],
  ): TimeColumn => ({
    header: names[index] ?? "",
    index,
    monthAndDay,
    hours,
    zone: read[index]?.zone,
  });
  if (wanted !== undefined) {
    const index = names.findIndex((name) => sameHeader(name, wanted));
    return index < 0 ? undefined : column(index, undefined);
  }
  // InfluxDB's "_start" is where the question began.
  const own = [
    read.findIndex(({ bare, zone }) => bare === "at" && zone === undefined),
    names.indexOf("_time"),
  ].find((index) => index >= 0);
  if (own !== undefined) return column(own, undefined);
  // Where a file has UTC and local time, UTC is read: it is the same hour only once.
  for (const saysZone of [true, false])
    for (const { name, hours } of timeNames) {
      const find = (wantedName: string): number =>
        read.findIndex(
          ({ bare, zone }) => bare === wantedName && (zone !== undefined) === saysZone,
        );
      // "Date/Time (UTC)" and "datetime_utc" are both `datetime`.
      const index = find(name);
      if (index >= 0)
        return column(
          index,
          hours?.map(find).find((each) => each >= 0),
        );
    }
  return apartColumnsOf(read, column);
};
