import { useTranslation } from "react-i18next";
import type { Day } from "../live/day.ts";
import { useAnnouncement } from "../live/use-announcement.ts";
import { useMedia } from "../live/use-media.ts";
import { useSlowed } from "../live/use-slowed.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { QuantityView } from "../stations/quantity.ts";
import type { StationView } from "../stations/station-view.ts";
import { DailyTables } from "./daily-tables.tsx";
import { DataLinks } from "./data-links.tsx";
import { DayChart } from "./day-chart.tsx";
import { HourlyTables } from "./hourly-tables.tsx";
import { firstReading } from "./summary.ts";
import { useSentences } from "./use-sentences.ts";
import type { Week } from "./week.ts";

interface DaySectionProps {
  readonly day: Day;
  readonly view: StationView;
  /** Name of the quantity. */
  readonly shown: string;
  readonly zone: string;
  readonly week: WeekView;
}

/** The last days in the territory's zone, from `from` up to `until` (UTC ms). */
export interface WeekView {
  readonly from: number;
  readonly until: number;
  readonly weeks: readonly Week[];
}

const DRAW_AT_MOST_EVERY_MS = 1_000;
/** For readers who asked their system for less motion. */
const DRAW_CALMLY_EVERY_MS = 60_000;

/** One quantity over the last 24 hours: chosen, drawn, told in a sentence, listed, and for programs. */
export const DaySection = (props: DaySectionProps) => {
  const quantity = props.view.quantities[props.shown];
  return quantity === undefined ? null : <Section {...props} quantity={quantity} />;
};

const Section = ({
  day,
  view,
  shown,
  zone,
  week,
  quantity,
}: DaySectionProps & { readonly quantity: QuantityView }) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const calm = useMedia("(prefers-reduced-motion: reduce)");
  const picture = useSlowed(day.picture, calm ? DRAW_CALMLY_EVERY_MS : DRAW_AT_MOST_EVERY_MS);
  const first = firstReading(picture);
  const since = Math.max(picture.from, Math.min(view.firstSeen, first ?? view.firstSeen));
  const span = { since, now: day.now };
  const sentences = useSentences({ ...day, picture }, quantity, view, span);
  const announced = useAnnouncement(sentences[0]?.now ?? "");
  const label = t("day.chartLabel", { quantity: quantity.label, unit: quantity.unit });
  const told = sentences.map(({ text }) => text).join(" ");
  return (
    <section aria-labelledby="day" className="day">
      <h2 id="day">{t("day.title")}</h2>
      <QuantityChoice view={view} day={day} shown={shown} />
      <h3>
        {quantity.label}
        {quantity.symbol === undefined ? null : (
          <>
            {" "}
            <span className="symbol">{quantity.symbol}</span>
          </>
        )}
      </h3>
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
          <DayChart
            picture={picture}
            quantity={quantity}
            sensors={view.sensors}
            zone={zone}
            label={`${label}. ${told}`}
          />
          <p className="note">
            <span suppressHydrationWarning>
              {t(quantity.circular ? "day.everyDirection" : "day.every", {
                duration: duration(picture.every),
              })}{" "}
              {t("day.zone", { zone })}
            </span>
          </p>
          <HourlyTables picture={picture} span={span} quantity={quantity} sensors={view.sensors} />
        </>
      )}
      <DailyTables weeks={week.weeks} quantity={quantity} sensors={view.sensors} zone={zone} />
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

/** A form that works without script; with one quantity there is nothing to choose. */
const QuantityChoice = ({ view, day, shown }: Pick<DaySectionProps, "view" | "day" | "shown">) => {
  const { t } = useTranslation();
  const names = [...new Set([...day.rows.map(({ quantity }) => quantity as string), shown])];
  if (names.length < 2) return null;
  return (
    <form className="choose" method="get" action="#day">
      <label htmlFor="quantity">{t("day.choose")}</label>
      <select id="quantity" name="quantity" defaultValue={shown}>
        {names.map((name) => (
          <option key={name} value={name}>
            {view.quantities[name]?.label ?? name}
          </option>
        ))}
      </select>
      <button type="submit">{t("day.chooseButton")}</button>
    </form>
  );
};

/** A piece of the chart's line beside its sentence: the same colour and the same dashes. */
const LineSample = ({ index }: { index: number }) => (
  <svg className="line-sample" viewBox="0 0 44 12" aria-hidden="true">
    <path className={`line line-${index % 4}`} d="M3 6H41" />
  </svg>
);
