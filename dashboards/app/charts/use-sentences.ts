import { useTranslation } from "react-i18next";
import type { Day } from "../live/day.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { StationView } from "../stations/station-view.ts";
import { nameOf } from "./picture.ts";
import { type Span, shareOf, summaryOf } from "./summary.ts";
import { useLineName, useValues } from "./use-values.ts";

export interface Sentence {
  /** Of the line. */
  readonly name: string;
  /** The day in words: now, mean, extremes, completeness, what is to be known of its readings. */
  readonly text: string;
  /** The newest value alone, short enough to be spoken each minute. */
  readonly now: string;
}

/** One sentence for each line of the picture that has a reading, in the lines' order. */
export const useSentences = (
  { rows, picture, now }: Pick<Day, "rows" | "picture" | "now">,
  quantity: QuantityView,
  { sensors, flags }: Pick<StationView, "sensors" | "flags">,
  span: Span,
): readonly Sentence[] => {
  const { t } = useTranslation();
  const formats = useFormats();
  const values = useValues(quantity);
  const lineName = useLineName(sensors);

  const completeness = (count: number, expected: number | null): string => {
    const share = shareOf({ count, expected });
    if (share === undefined) return t("day.counted", { count });
    const young = span.since >= picture.from + picture.every;
    return young
      ? t("day.completeSince", {
          share: formats.share(share),
          moment: formats.weekdayClock(span.since),
        })
      : t("day.complete", { share: formats.share(share) });
  };

  const remarks = (names: readonly string[]): string =>
    names.length === 0
      ? ""
      : t("day.remarks", { remarks: names.map((name) => flags[name] ?? name).join(", ") });

  return picture.lines.flatMap((line): Sentence[] => {
    const summary = summaryOf(picture, line, span);
    if (summary === undefined) return [];
    const row = rows.find(
      (one) =>
        one.sensor === line.sensor && one.quantity === quantity.name && one.origin === line.origin,
    );
    const sensor = lineName(line);
    const told = {
      sensor,
      mean: values.mean(summary.mean),
      extremes: values.extremes(summary.extremes),
    };
    const value = row === undefined ? "" : values.withUnit(values.figure(row.value));
    const day =
      row === undefined
        ? t("day.sentenceBefore", told)
        : t("day.sentence", { ...told, now: value, age: formats.age(now - row.at) });
    return [
      {
        name: nameOf(line),
        text: [
          day,
          completeness(summary.count, summary.expected),
          // The line's name says already that it was simulated or replayed.
          remarks(summary.flags.filter((flag) => flag !== line.origin)),
        ]
          .filter((part) => part !== "")
          .join(" "),
        now:
          row === undefined ? "" : t("live.announce", { quantity: quantity.label, sensor, value }),
      },
    ];
  });
};
