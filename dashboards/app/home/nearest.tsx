import { useTranslation } from "react-i18next";
import { useWords } from "../i18n/use-words.ts";
import { Band } from "../site/band.tsx";
import { useDistance } from "../site/use-distance.ts";
import { Age } from "../stations/instant.tsx";
import type { Here } from "./ask-home.ts";

/** The stations around a place, the nearest first: measured ones, then what was simulated or replayed. */
export const Nearest = ({ here: { place, nearest }, now }: { here: Here; now: number }) => {
  const { t } = useTranslation();
  const measured = nearest.filter(({ origin }) => origin === "measured");
  const others = nearest.filter(({ origin }) => origin !== "measured");
  if (place === undefined) return null;
  return (
    <section className="panel" aria-labelledby="nearest">
      <h2 id="nearest">{t("home.nearest")}</h2>
      {nearest.length === 0 ? <p>{t("home.noneWithPlace")}</p> : null}
      <Stations stations={measured} now={now} />
      {others.length === 0 ? null : (
        <>
          <h3>{t("home.notMeasured")}</h3>
          <Stations stations={others} now={now} />
        </>
      )}
    </section>
  );
};

const Stations = ({ stations, now }: { stations: Here["nearest"]; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const distance = useDistance();
  if (stations.length === 0) return null;
  return (
    <ul className="near-list">
      {stations.map(({ station, name, air, distance: metres = 0, heardAt, place }) => (
        <li key={station}>
          <a href={`/stations/${encodeURIComponent(station)}`}>{name}</a>
          <Band level={air.level} name={air.name === null ? undefined : words(air.name)} />
          <span className="near-where">
            {t("distance.away", { distance: distance(metres) })}
            {place?.commune ? `, ${place.commune.name}` : null}
            {heardAt === null ? null : (
              <>
                , <Age at={Date.parse(heardAt)} now={now} />
              </>
            )}
            {air.level === null ? `. ${words(air.words)}` : null}
          </span>
        </li>
      ))}
    </ul>
  );
};
