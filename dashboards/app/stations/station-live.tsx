import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChartsSection, type ChartsView } from "../charts/charts-section.tsx";
import type { Picture } from "../charts/picture.ts";
import { useLiveDay } from "../live/use-live-day.ts";
import type { Headline, Worth } from "./headline.ts";
import { HeadlineSection } from "./headline-section.tsx";
import { askAnew } from "./island-data.ts";
import { LatestTable } from "./latest-table.tsx";
import { NoticeList } from "./notice-list.tsx";
import { type Notice, noticesOfRows } from "./notices.ts";
import { PageParts, type Part } from "./page-parts.tsx";
import type { QuantityView } from "./quantity.ts";
import type { Row } from "./rows.ts";
import { currentMs, Standing } from "./standing.tsx";
import type { StationView } from "./station-view.ts";

/** All that the living part is made of: it travels with the page as JSON. */
export interface LiveData {
  readonly view: StationView;
  readonly headline: Headline | undefined;
  readonly worth: { readonly [quantity: string]: Worth };
  readonly quantity: QuantityView["name"];
  readonly picture: Picture;
  readonly charts: ChartsView;
  readonly notices: readonly Notice[];
  /** What is to be done, in sentences that the server has written. */
  readonly written: readonly Notice[];
  /** Names what the station says of its lines. */
  readonly lines: string;
  /** Sensors about whose line something is told already. */
  readonly told: readonly string[];
  /** Parts below the living one. */
  readonly parts: readonly Part[];
  readonly now: number;
  readonly zone: string;
}

/** What moves on a station's page: how it is, its figures, its chart. */
export const StationLive = ({ initial }: { readonly initial: LiveData }) => {
  const { t } = useTranslation();
  const [data, setData] = useState(initial);
  const { view, quantity, zone } = data;
  const { day, connection } = useLiveDay(
    {
      now: data.now,
      facts: view.facts,
      notices: data.notices,
      lines: data.lines,
      rows: view.rows,
      quantity,
      picture: data.picture,
      doubtFrom: null,
    },
    { station: view.id, quantity },
  );
  const { rows, now } = day;
  const { origins } = view;
  // Of a station that is invented as a whole the page says so once, above its first figure.
  const toTable = (row: Row): Row =>
    origins.length > 1 ? row : { ...row, flags: row.flags.filter((flag) => flag !== row.origin) };
  const { lines } = day;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the lines change, once
  useEffect(() => {
    if (lines === data.lines) return;
    void askAnew().then((told) => told && setData(told));
  }, [lines]);
  const { facts } = day;
  const isCurrent = ({ at, sensor }: Row) =>
    now - at <= currentMs(view.every[sensor] ?? 0, facts.deliveryMs);
  const isMain = ({ quantity: name }: Row) => view.main.includes(name);
  const current = rows.filter(isCurrent).map(toTable);
  const older = rows.filter((row) => !isCurrent(row)).map(toTable);
  const main = current.filter(isMain);
  const others = current.filter((row) => !isMain(row));
  const shown = { view, now, since: data.now, worth: data.worth };
  const { headline } = data;
  const told = headline === undefined ? undefined : view.quantities[headline.quantity];
  return (
    <>
      <Standing facts={facts} now={now} connection={connection} kit={view.kit} />
      {headline === undefined || told === undefined ? null : (
        <HeadlineSection
          {...{ headline, now }}
          quantity={told}
          newest={current.find((row) => row.quantity === headline.quantity)}
        />
      )}
      <NoticeList
        notices={[
          ...data.written,
          ...day.notices,
          ...noticesOfRows({ ...view, rows, facts, told: data.told }, now),
        ]}
        sensors={view.sensors}
        now={now}
      />
      <PageParts
        present={[
          ...(current.length === 0 ? [] : (["latest"] as const)),
          ...(rows.length === 0 ? [] : (["day"] as const)),
          ...data.parts,
        ]}
      />
      {current.length === 0 ? null : (
        <section aria-labelledby="latest">
          <h2 id="latest">{t("station.latest")}</h2>
          {main.length === 0 ? null : (
            <LatestTable caption={t("station.latestCaption")} rows={main} {...shown} />
          )}
          {others.length === 0 ? null : (
            <details open={main.length === 0}>
              <summary>{t("station.more", { count: others.length })}</summary>
              <LatestTable caption={t("station.moreCaption")} rows={others} {...shown} />
            </details>
          )}
        </section>
      )}
      {older.length === 0 ? null : (
        <section aria-labelledby="older" className="older">
          <h2 id="older">{t("station.older")}</h2>
          <p>{t("station.olderNote")}</p>
          <details open={current.length === 0}>
            <summary>{t("station.olderCount", { count: older.length })}</summary>
            <LatestTable caption={t("station.olderCaption")} rows={older} {...shown} />
          </details>
        </section>
      )}
      {rows.length === 0 ? null : (
        <ChartsSection {...{ day, view, zone }} shown={quantity} charts={data.charts} />
      )}
    </>
  );
};
