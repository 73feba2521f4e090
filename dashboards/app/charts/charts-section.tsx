import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Day } from "../live/day.ts";
import { useAnnouncement } from "../live/use-announcement.ts";
import { useMedia } from "../live/use-media.ts";
import { useSlowed } from "../live/use-slowed.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { StationView } from "../stations/station-view.ts";
import type { Panel } from "./chart.tsx";
import { ChartBoard } from "./chart-board.tsx";
import { ChartFiles } from "./chart-files.tsx";
import { type ChartQuery, queryWith } from "./chart-query.ts";
import { DailyTables } from "./daily-tables.tsx";
import { DataLinks } from "./data-links.tsx";
import { HourlyTables } from "./hourly-tables.tsx";
import { type Marks, noMarks, type Remark } from "./marks.ts";
import { advance, type Picture } from "./picture.ts";
import { CompareChoice, QuantityChoice } from "./quantity-choice.tsx";
import { RangeChoice } from "./range-choice.tsx";
import type { ShownRange } from "./range-names.ts";
import { firstReading } from "./summary.ts";
import { useFollowed } from "./use-followed.ts";
import { useSentences } from "./use-sentences.ts";
import type { Week } from "./week.ts";

export interface ChartsView {
  readonly query: ChartQuery;
  readonly range: ShownRange;
  /** "2026-11-27", in the territory's zone. */
  readonly today: string;
  readonly week: WeekView;
  readonly remarks: readonly Remark[];
  /** The second quantity, where one was asked for. */
  readonly second: Picture | undefined;
  /** The lines of another station, under `<station>/<sensor>`. */
  readonly beside: Picture | undefined;
  /** Names of the other station's sensors. */
  readonly besideSensors: { readonly [id: string]: string };
  /** Stations near this one that measure the same. */
  readonly neighbours: readonly (readonly [id: string, label: string])[];
  /** Guideline and index of each quantity that has them. */
  readonly marks: { readonly [quantity: string]: Omit<Marks, "remarks"> };
}

interface ChartsSectionProps {
  readonly day: Day;
  readonly view: StationView;
  /** Name of the quantity. */
  readonly shown: string;
  readonly zone: string;
  readonly charts: ChartsView;
}

/** The days that the tables list, from `from` up to `until` (UTC ms). */
export interface WeekView {
  readonly from: number;
  readonly until: number;
  readonly weeks: readonly Week[];
}

const DRAW_AT_MOST_EVERY_MS = 1_000;
/** For readers who asked their system for less motion. */
const DRAW_CALMLY_EVERY_MS = 60_000;
/** Of a longer time there are tables by day alone. */
const HOURS_AT_MOST_MS = 2 * 86_400_000;

/** A quantity over a time: chosen, drawn, told in a sentence, listed, and for programs. */
export const ChartsSection = (props: ChartsSectionProps) => {
  const quantity = props.view.quantities[props.shown];
  return quantity === undefined ? null : <Section {...props} quantity={quantity} />;
};

const Section = ({
  day,
  view,
  shown,
  zone,
  charts,
  quantity,
}: ChartsSectionProps & { readonly quantity: QuantityView }) => {
  const { t } = useTranslation();
  const { duration, shortDay } = useFormats();
  const { query, range, week } = charts;
  const calm = useMedia("(prefers-reduced-motion: reduce)");
  const slowness = calm ? DRAW_CALMLY_EVERY_MS : DRAW_AT_MOST_EVERY_MS;
  const picture = useSlowed(day.picture, slowness);
  const second = useSlowed(useFollowed(charts.second, day), slowness);
  const first = firstReading(picture);
  const since = Math.max(picture.from, Math.min(view.firstSeen, first ?? view.firstSeen));
  const length = picture.size * picture.every;
  const span = { since, now: Math.min(day.now, picture.from + length) };
  const sentences = useSentences({ ...day, picture }, quantity, view, span);
  const announced = useAnnouncement(sentences[0]?.now ?? "");
  const time =
    range.name === "chosen"
      ? t("range.chosen", { from: shortDay(range.from), to: shortDay(range.until - 1) })
      : t(`range.titles.${range.name}`);
  const told = sentences.map(({ text }) => text).join(" ");
  const label = `${t("day.chartLabel", { quantity: quantity.label, unit: quantity.unit })} ${time}. ${told}`;
  const sensors = useMemo(
    () => ({ ...view.sensors, ...charts.besideSensors }),
    [view.sensors, charts.besideSensors],
  );
  const all = useMemo(() => besideEachOther(picture, charts.beside), [picture, charts.beside]);
  const marks = useMemo(
    () => ({ ...(charts.marks[shown] ?? noMarks), remarks: charts.remarks }),
    [charts, shown],
  );
  const newest = day.rows
    .filter((row) => row.quantity === shown && !row.flags.includes("implausible"))
    .filter(({ at }) => at >= picture.from && at < picture.from + length)
    .map(({ value }) => value)
    .join();
  const named = useMemo(() => newest.split(",").filter(Boolean).map(Number), [newest]);
  const panels: Panel[] = [{ picture: all, quantity, sensors, marks, named, label }];
  const other = second === undefined ? undefined : view.quantities[second.quantity];
  const otherMarks = useMemo(
    () => ({ ...(charts.marks[other?.name ?? ""] ?? noMarks), remarks: charts.remarks }),
    [charts, other],
  );
  if (second !== undefined && other !== undefined)
    panels.push({
      ...{ picture: second, quantity: other, sensors, marks: otherMarks, named: none },
      label: `${t("day.chartLabel", { quantity: other.label, unit: other.unit })} ${time}.`,
    });
  const options = [
    ...new Set([...day.rows.map(({ quantity: name }) => name as string), shown]),
  ].map((name) => [name, view.quantities[name]?.label ?? name] as const);
  return (
    <section aria-labelledby="day" className="day">
      <h2 id="day">
        {quantity.label}
        {quantity.symbol === undefined ? null : (
          <>
            {" "}
            <span className="symbol">{quantity.symbol}</span>
          </>
        )}
      </h2>
      <QuantityChoice query={query} options={options} shown={shown} />
      <RangeChoice query={query} range={range} today={charts.today} />
      <h3>{time}</h3>
      {first === undefined ? (
        <p>{t("day.empty")}</p>
      ) : (
        <>
          {sentences.map(({ name, text }, index) => (
            <p className="sentence" key={name}>
              <LineSample index={index} />
              <span suppressHydrationWarning>{text}</span>
            </p>
          ))}
          {all.lines.slice(picture.lines.length).map(({ sensor }, index) => (
            <p className="sentence" key={sensor}>
              <LineSample index={picture.lines.length + index} />
              <span>{sensors[sensor] ?? sensor}</span>
            </p>
          ))}
          <ChartBoard station={view.id} panels={panels} zone={zone} />
          <Remarks remarks={charts.remarks} />
          <p className="note">
            <span suppressHydrationWarning>
              {t(quantity.circular ? "day.everyDirection" : "day.every", {
                duration: duration(picture.every),
              })}{" "}
              {t("day.zone", { zone })}
            </span>
          </p>
          <CompareChoice {...{ query, options, shown }} neighbours={charts.neighbours} />
          <ChartFiles
            svg={`/stations/${view.id}/chart.svg${queryWith(query, { quantity: shown, with: null, beside: null })}`}
            name={`${view.id}-${shown}`}
          />
          {length <= HOURS_AT_MOST_MS ? (
            <HourlyTables
              picture={picture}
              span={span}
              quantity={quantity}
              sensors={view.sensors}
            />
          ) : null}
        </>
      )}
      <DailyTables
        weeks={week.weeks}
        title={range.name === "day" ? t("day.days") : t("range.days")}
        quantity={quantity}
        sensors={view.sensors}
        zone={zone}
      />
      <DataLinks
        station={view.id}
        quantity={quantity.name}
        picture={picture}
        week={week}
        zone={zone}
      />
      <p className="heard" role="status">
        {announced}
      </p>
    </section>
  );
};

const none: readonly number[] = [];

/** The lines of both on the time of the first. */
const besideEachOther = (picture: Picture, beside: Picture | undefined): Picture => {
  if (beside === undefined) return picture;
  const moved = advance(beside, picture.from + (picture.size - 1) * picture.every);
  return { ...picture, lines: [...picture.lines, ...moved.lines] };
};

/** What people said of a time that the chart shows. */
const Remarks = ({ remarks }: { readonly remarks: readonly Remark[] }) => {
  const { t } = useTranslation();
  const { shortDay, clock } = useFormats();
  if (remarks.length === 0) return null;
  const moment = (at: number) => `${shortDay(at)} ${clock(at)}`;
  return (
    <div className="remarks">
      <h4>{t("day.remarksTitle")}</h4>
      <ul>
        {remarks.map(({ id, from, until, label }) => (
          <li key={id} suppressHydrationWarning>
            {t("day.remarkFromTo", { from: moment(from), until: moment(until), what: label })}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** A piece of the chart's line beside its sentence: the same colour and the same dashes. */
const LineSample = ({ index }: { index: number }) => (
  <svg className="line-sample" viewBox="0 0 44 12" aria-hidden="true">
    <path className={`line line-${index % 4}`} d="M3 6H41" />
  </svg>
);
