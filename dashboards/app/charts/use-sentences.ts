import { useTranslation } from "react-i18next";
import type { Day } from "../live/day.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { StationView } from "../stations/station-view.ts";
import { type Span, shareOf, summaryOf } from "./summary.ts";

export interface Sentence {
  readonly sensor: string;
  /** The day in words: now, mean, extremes, completeness, what is to be known of its readings. */
  readonly text: string;
  /** The newest value alone, short enough to be spoken each minute. */
  readonly now: string;
}

/** One sentence for each line of the picture that has a reading, in the lines' order. */
export const useSentences = (
  { rows, picture, quantity: name, now }: Pick<Day, "rows" | "picture" | "quantity" | "now">,
  view: StationView,
  span: Span,
): readonly Sentence[] => {
  const { t } = useTranslation();
  const formats = useFormats();
  const quantity = view.quantities[name];
  if (quantity === undefined) return [];
  const { unit, digits, label } = quantity;
  const figure = (value: number) => formats.figure(value, digits);

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

  const remarks = (flags: readonly string[]): string =>
    flags.length === 0
      ? ""
      : t("day.remarks", { remarks: flags.map((flag) => view.flags[flag] ?? flag).join(", ") });

  return picture.lines.flatMap((line): Sentence[] => {
    const summary = summaryOf(picture, line, span);
    if (summary === undefined) return [];
    const row = rows.find(({ sensor, quantity }) => sensor === line.sensor && quantity === name);
    const sensor = view.sensors[line.sensor] ?? line.sensor.toUpperCase();
    const said = {
      sensor,
      unit,
      mean: figure(summary.mean),
      min: figure(summary.min),
      max: figure(summary.max),
    };
    const day =
      row === undefined
        ? t("day.sentenceBefore", said)
        : t("day.sentence", {
            ...said,
            now: figure(row.value),
            age: formats.age(now - row.at),
          });
    return [
      {
        sensor: line.sensor,
        text: [day, completeness(summary.count, summary.expected), remarks(summary.flags)]
          .filter((part) => part !== "")
          .join(" "),
        now:
          row === undefined
            ? ""
            : t("live.announce", { quantity: label, sensor, unit, value: figure(row.value) }),
      },
    ];
  });
};
