import { useTranslation } from "react-i18next";
import { REACH_M, type Speaker } from "../home/speaker.ts";
import { useWords } from "../i18n/use-words.ts";
import { Band } from "../site/band.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";

/** The air around a place, from the nearest station that everybody sees, with its distance and its age. */
export const AirAround = ({ speaker, now }: { speaker: Speaker | undefined; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const distance = useDistance();
  const { withUnit, figure, age } = useFormats();
  const reach = withUnit(figure(REACH_M.air / 1000, 0), "km");
  const air = speaker?.by === "hour" ? speaker.station.air.hour : speaker?.station.air;
  const origin = speaker?.station.origin;
  return (
    <section aria-labelledby="air">
      <h2 id="air">{t("atlas.air")}</h2>
      {speaker === undefined ? (
        <>
          <p>{t("atlas.airNone", { distance: reach })}</p>
          <p>
            <a href="/claim">{t("atlas.airHost")}</a>
          </p>
        </>
      ) : (
        <>
          {origin === undefined || origin === "measured" ? null : (
            <p>{t(`home.origin.${origin}`)}</p>
          )}
          <Band level={air?.level ?? null} name={air?.name == null ? undefined : words(air.name)} />
          <p>
            <a href={`/stations/${encodeURIComponent(speaker.station.station)}`}>
              {speaker.station.name}
            </a>
            {`, ${t("distance.away", { distance: distance(speaker.station.distance ?? 0) })}`}
            {speaker.station.heardAt === null
              ? null
              : `, ${age(now - Date.parse(speaker.station.heardAt))}`}
          </p>
        </>
      )}
    </section>
  );
};
