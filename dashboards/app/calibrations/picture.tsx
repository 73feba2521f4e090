import { useTranslation } from "react-i18next";
import type { CalibrationWithPairs } from "../api/answers.ts";

const SIZE = 320;
const EDGE = 12;
/** More dots tell nothing more, and weigh. */
const MOST_DOTS = 400;

/** The hours as dots, sensor to the right and reference upwards, with the line. What it shows stands in figures beside it. */
export const LinePicture = ({
  calibration,
}: {
  calibration: Pick<CalibrationWithPairs, "pairs" | "fit">;
}) => {
  const { t } = useTranslation();
  const { pairs, fit } = calibration;
  const all = pairs.flatMap(({ sensor, reference }) => [sensor, reference]);
  const [low, high] = all.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const span = high - low || 1;
  const x = (value: number) =>
    Number((EDGE + ((value - low) / span) * (SIZE - 2 * EDGE)).toFixed(1));
  const y = (value: number) => Number((SIZE - x(value)).toFixed(1));
  const step = Math.ceil(pairs.length / MOST_DOTS);
  const end = (value: number) => [x(value), y(fit.intercept + fit.slope * value)].join();
  return (
    <figure className="calibration-picture">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t("calibrations.picture")}>
        <path className="even" d={`M${x(low)},${y(low)}L${x(high)},${y(high)}`} />
        {pairs
          .filter((_, index) => index % step === 0)
          .map(({ at, sensor, reference }) => (
            <circle key={at} cx={x(sensor)} cy={y(reference)} r={2.5} />
          ))}
        <path className="fitted" d={`M${end(fit.lowest)}L${end(fit.highest)}`} />
      </svg>
      <figcaption>{t("calibrations.pictureText")}</figcaption>
    </figure>
  );
};
