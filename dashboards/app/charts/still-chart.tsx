import { memo } from "react";
import { useFormats } from "../site/formats-context.tsx";
import { bandsOn, type Marks, wholeOf } from "./marks.ts";
import { nameOf, type Picture } from "./picture.ts";
import type { Scale } from "./scale.ts";
import { arcsOf, bandOf, strokeOf } from "./stroke.ts";
import { markLabel, markStep, timeMarks } from "./time-axis.ts";

const HEIGHT = 260;
const WIDTH = 1440;
const BOX = { width: WIDTH, height: HEIGHT };
/** As many labels of time as a wide screen has room for; a narrow one shows every other. */
const MOST_MARKS = 9;

interface StillChartProps {
  readonly picture: Picture;
  readonly scale: Scale;
  readonly zone: string;
  readonly marks: Marks;
}

/**
 * The chart as plain SVG, drawn with the page. The plot stretches with its place while texts keep
 * their size, so it is three drawings side by side: values, plot, hours. It does not change while somebody reads.
 */
export const StillChart = memo(({ picture, scale, zone, marks: drawn }: StillChartProps) => {
  const formats = useFormats();
  const { figure } = formats;
  const length = picture.size * picture.every;
  const step = markStep(length, MOST_MARKS);
  const label = markLabel(formats, step);
  const marks = timeMarks(wholeOf(picture), { step, zone }).map((at) => ({
    at,
    share: (at - picture.from) / length,
  }));
  const x = (at: number) => WIDTH * Math.min(1, Math.max(0, (at - picture.from) / length));
  const y = (value: number) => HEIGHT * (1 - (value - scale.low) / (scale.high - scale.low));
  return (
    <div className="still">
      <svg aria-hidden="true" className="still-values" height={HEIGHT}>
        {scale.ticks.map((tick) => (
          <text
            key={tick}
            x="100%"
            y={y(tick)}
            dy="0.35em"
            textAnchor="end"
            suppressHydrationWarning
          >
            {figure(tick, scale.digits)}
          </text>
        ))}
      </svg>
      <svg
        aria-hidden="true"
        className="still-plot"
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {bandsOn(drawn.bands, scale).map(({ level, low, high }) => (
          <rect
            key={level}
            className={`index-band index-band-${level}`}
            width={WIDTH}
            y={y(high)}
            height={y(low) - y(high)}
          />
        ))}
        {drawn.remarks.map(({ id, from, until }) => (
          <rect
            key={id}
            className="remark"
            x={x(from)}
            width={Math.max(2, x(until) - x(from))}
            height={HEIGHT}
          />
        ))}
        {scale.ticks.map((tick) => (
          <path key={tick} className="grid" d={`M0 ${y(tick)}H${WIDTH}`} />
        ))}
        {marks.map(({ at, share }) => (
          <path key={at} className="grid" d={`M${(share * WIDTH).toFixed(1)} 0V${HEIGHT}`} />
        ))}
        {picture.lines.map((line, index) => (
          <path
            key={nameOf(line)}
            className={`band band-${index % 4}`}
            d={
              picture.averaging === "circular"
                ? arcsOf(line, scale, BOX)
                : bandOf(line, picture.averaging, scale, BOX)
            }
          />
        ))}
        {picture.lines.map((line, index) => (
          <path
            key={nameOf(line)}
            className={`line line-${index % 4}${picture.averaging === "circular" ? " dots" : ""}`}
            d={strokeOf(line, picture.averaging, scale, BOX)}
          />
        ))}
        {drawn.thresholds.map(({ value, label: name }) => (
          <path key={name} className="threshold" d={`M0 ${y(value)}H${WIDTH}`} />
        ))}
      </svg>
      <svg aria-hidden="true" className="still-labels" height={HEIGHT}>
        {bandsOn(drawn.bands, scale).map(({ level, low, high }) => (
          <g key={level}>
            <rect
              className={`index-strip index-band-${level}`}
              width="12"
              y={y(high)}
              height={y(low) - y(high)}
            />
            {y(low) - y(high) > 14 ? (
              <text
                className={`index-number index-number-${level}`}
                x="6"
                y={(y(low) + y(high)) / 2}
                dy="0.35em"
                textAnchor="middle"
              >
                {level}
              </text>
            ) : null}
          </g>
        ))}
        {drawn.thresholds.map(({ value, label: name }) => (
          <text
            key={name}
            className="threshold-label"
            x="100%"
            dx="-4"
            y={y(value)}
            dy={y(value) > 22 ? "-0.3em" : "1.1em"}
            textAnchor="end"
          >
            {name}
          </text>
        ))}
      </svg>
      <svg aria-hidden="true" className="still-hours" height="28">
        {marks.map(({ at, share }, index) => (
          <text
            key={at}
            className={index % 2 === 1 ? "every-other" : undefined}
            x={`${(share * 100).toFixed(2)}%`}
            y="20"
            textAnchor="middle"
            suppressHydrationWarning
          >
            {label(at)}
          </text>
        ))}
      </svg>
    </div>
  );
});
