/** The columns of a file that its archive writes without a header, and the one character between its fields. */
export interface WithoutHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly monthFirst: true;
}

/**
 * AirNow's files of an hour (`HourlyData_2026070100.dat`) and of a day (`daily_data.dat`) begin with their first
 * value. Their hours are of UTC.
 *
 * Source: AirNow, Hourly Data and Daily Data fact sheets, https://docs.airnowapi.org/docs/HourlyDataFactSheet.pdf and
 * https://docs.airnowapi.org/docs/DailyDataFactSheet.pdf
 */
const airNow: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^\d{2}\/\d{2}\/\d{2}\|\d{2}:\d{2}\|/,
    [
      ...["Date (UTC)", "Time (UTC)", "AQSID", "Site", "Offset", "Parameter", "Unit", "Value"],
      "Source",
    ],
  ],
  [
    /^\d{2}\/\d{2}\/\d{2}\|[^|]*\|[^|]*\|[^|]*-\d{1,2}hr\|/i,
    [
      ...["Date", "AQSID", "Site", "Parameter", "Unit", "Value", "Averaged", "Source", "AQI"],
      ...["Category", "Latitude", "Longitude", "Full AQSID"],
    ],
  ],
];

/** What a file's first line says of a file that has no header; undefined where the line may be one. */
export const withoutHeader = (first: string): WithoutHeader | undefined => {
  const found = airNow.find(([form]) => form.test(first));
  if (found === undefined) return undefined;
  const fields = first.split("|").length;
  return { delimiter: "|", names: found[1].slice(0, fields), monthFirst: true };
};
