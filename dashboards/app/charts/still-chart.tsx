import { useFormats } from "../site/formats-context.tsx";
import { nameOf, type Picture } from "./picture.ts";
import type { Scale } from "./scale.ts";
import { arcsOf, bandOf, strokeOf } from "./stroke.ts";
import { hourMarks } from "./time-axis.ts";

const HEIGHT = 260;
const WIDTH = 1440;
const BOX = { width: WIDTH, height: HEIGHT };
const HOURS = 3;

interface StillChartProps {
  readonly picture: Picture;
  readonly scale: Scale;
  readonly zone: string;
}

/**
 * The chart as plain SVG, drawn with the page. The plot stretches with its place while texts keep
 * their size, so it is three drawings side by side: values, plot, hours.
 */
export const StillChart = ({ picture, scale, zone }: StillChartProps) => {
  const { figure, clock } = useFormats();
  const length = picture.size * picture.every;
  const marks = hourMarks(
    { from: picture.from, until: picture.from + length },
    { hours: HOURS, zone },
  ).map((at) => ({ at, share: (at - picture.from) / length }));
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
            {clock(at)}
          </text>
        ))}
      </svg>
    </div>
  );
};
