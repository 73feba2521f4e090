import { useTranslation } from "react-i18next";
import type { MapList } from "../api/answers.ts";
import { Empty } from "../design/empty.tsx";
import { Notice } from "../design/notice.tsx";
import { Band } from "../site/band.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { type MapQuery, mapAddress } from "./map-query.ts";
import { useFigure } from "./use-figure.ts";

interface StationRowsProps {
  readonly list: MapList;
  readonly asked: MapQuery;
  /** The name of the commune from which distances count. */
  readonly from: string | undefined;
  readonly hasFailed: boolean;
}

/** What the map shows, as a list: for whoever reads rather than looks, and for screen readers instead of the map. */
export const StationRows = ({ list, asked, from, hasFailed }: StationRowsProps) => {
  const { t } = useTranslation();
  if (hasFailed)
    return (
      <Notice kind="warning">
        <p role="status">{t("map.failed")}</p>
      </Notice>
    );
  if (list.total === 0)
    return (
      <Empty picture="unfound">
        <h2>{t("map.none")}</h2>
        <p>{t("map.noneText")}</p>
        <p className="actions">
          <a className="button" href="/map">
            {t("map.showAll")}
          </a>
        </p>
      </Empty>
    );
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">
        {asked.sort === "distance" && from !== undefined
          ? t("map.nearFirst", { name: from })
          : t(`map.sorted.${asked.sort === "distance" ? "high" : asked.sort}`)}
      </h2>
      <ol className="map-rows">
        {list.stations.map((one) => (
          <StationRow key={one.station} one={one} asked={asked} />
        ))}
      </ol>
      {list.next === undefined && asked.after === undefined ? null : (
        <nav className="pages" aria-label={t("map.pages")}>
          {asked.after === undefined ? null : (
            <a href={mapAddress({ ...asked, after: undefined })}>{t("map.first")}</a>
          )}
          {list.next === undefined ? null : (
            <a href={mapAddress({ ...asked, after: list.next })}>{t("map.next")}</a>
          )}
        </nav>
      )}
    </section>
  );
};

const StationRow = ({ one, asked }: { one: MapList["stations"][number]; asked: MapQuery }) => {
  const { t } = useTranslation();
  const figure = useFigure(asked.quantity);
  const { figure: number, withUnit } = useFormats();
  const { station, name, value, level, place, origin, state, distance } = one;
  const where = [
    place?.commune?.name ?? t(place === null ? "map.noPlace" : "map.noCommune"),
    ...(place?.environment ? [t(`map.environment.${place.environment}`)] : []),
    // Points are centres of squares of 500 m: a distance tells no more.
    ...(distance === undefined
      ? []
      : [
          distance < 500
            ? t("map.nearer", { distance: withUnit("500", "m") })
            : t("distance.away", {
                distance: withUnit(number(distance / 1000, distance < 10_000 ? 1 : 0), "km"),
              }),
        ]),
  ].join(", ");
  return (
    <li>
      <a href={`/stations/${encodeURIComponent(station)}`}>{name}</a>
      {value === null ? null : <strong className="map-value">{figure(value)}</strong>}
      {level === null && value !== null ? null : <Band level={level} />}
      <span className="map-where">
        {where}
        {origin === "measured" ? null : <> · {t(`map.origins.${origin}`)}</>}
        {state === "online" ? null : <> · {t(`list.shortState.${state}`)}</>}
      </span>
    </li>
  );
};
