import { useTranslation } from "react-i18next";
import { useWords } from "../i18n/use-words.ts";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "../stations/instant.tsx";
import type { News } from "./ask-home.ts";

/** New stations, and what hosts said last. */
export const NewHere = ({ news: { stations, annotations }, now }: { news: News; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const { day } = useFormats();
  if (stations.length === 0 && annotations.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="new">
      <h2 id="new">{t("home.new")}</h2>
      <ul>
        {stations.map(({ id, name, since }) => (
          <li key={id}>
            {t("home.newStation")} <a href={`/stations/${encodeURIComponent(id)}`}>{name}</a>,{" "}
            <Age at={since} now={now} />
          </li>
        ))}
        {annotations.map(({ station, name, says, from }) => (
          <li key={`${station} ${from}`}>
            <a href={`/stations/${encodeURIComponent(station)}`}>{name}</a>,{" "}
            {t("home.said", { day: day(from) })} {words(says)}
          </li>
        ))}
      </ul>
    </section>
  );
};
