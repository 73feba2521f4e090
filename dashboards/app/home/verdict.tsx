import { useTranslation } from "react-i18next";
import { useWords, type Words } from "../i18n/use-words.ts";
import { Band } from "../site/band.tsx";
import { useSaysDemonstration } from "../site/demonstration-banner.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";
import { Age } from "../stations/instant.tsx";
import type { Here } from "./ask-home.ts";
import { REACH_M } from "./speaker.ts";

/** From this level of the last hour on, a day that was better must not hide it. */
const BAD_HOUR = 4;

/** The first screen: how the air is here, in words. */
export const Verdict = ({ here, now }: { here: Here; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const { speaker, place, name, glance } = here;
  const band =
    place === undefined
      ? undefined
      : speaker?.by === "hour"
        ? speaker.station.air.hour
        : speaker?.station.air;
  const level = place === undefined ? glance.level : (band?.level ?? null);
  const sentence =
    place === undefined
      ? words(glance.words)
      : band == null
        ? t("home.unknownHere")
        : words(band.words);
  const origin = place === undefined ? glance.origin : speaker?.station.origin;
  const saysDemonstration = useSaysDemonstration();
  const isSaid = origin === "simulated" && saysDemonstration;
  return (
    <section className={`verdict level-${level ?? "unknown"}`} aria-labelledby="verdict">
      {origin === undefined || origin === "measured" || isSaid ? null : (
        <p className="verdict-origin">{t(`home.origin.${origin}`)}</p>
      )}
      <p className="verdict-place">
        {place === undefined ? t("home.everywhere") : (name ?? t("home.yourPlace"))}
      </p>
      <h1 id="verdict">{sentence}</h1>
      {level === null ? (
        <WhyUnknown here={here} />
      ) : (
        <p className="verdict-band">
          <Band level={level} name={nameOf(here, words)} isLarge />
        </p>
      )}
      <WorseHour here={here} />
      <Others here={here} />
      <Advice here={here} level={level} />
      <Sources here={here} now={now} />
    </section>
  );
};

/** Not known is no fault of whoever asks: it says what is missing, and at which station. */
const WhyUnknown = ({ here: { place, nearest, glance } }: { here: Here }) => {
  const { t } = useTranslation();
  const words = useWords();
  const distance = useDistance();
  if (place === undefined) return <p>{t("home.tooEarly", { count: glance.stations })}</p>;
  const station = nearest.find(({ distance: metres = 0 }) => metres <= REACH_M.air);
  if (station === undefined)
    return <p>{t("home.nobodyNear", { distance: distance(REACH_M.air) })}</p>;
  return (
    <p>
      {t("home.closest")}{" "}
      <a href={`/stations/${encodeURIComponent(station.station)}`}>{station.name}</a>,{" "}
      {t("distance.away", { distance: distance(station.distance ?? 0) })}.{" "}
      {words(station.air.words)}
    </p>
  );
};

/** As the table that was used prints it; of everybody together, one name for all tables. */
const nameOf = ({ speaker, place }: Here, words: (words: Words) => string): string | undefined => {
  const told = speaker?.by === "hour" ? speaker.station.air.hour?.name : speaker?.station.air.name;
  return place === undefined || told == null ? undefined : words(told);
};

const WorseHour = ({ here: { speaker } }: { here: Here }) => {
  const { t } = useTranslation();
  const words = useWords();
  const hour = speaker?.station.air.hour;
  const day = speaker?.station.air.level;
  if (speaker?.by !== "day" || hour == null || day == null) return null;
  if (hour.level < BAD_HOUR || hour.level <= day) return null;
  return (
    <p className="verdict-worse">
      <strong>{t("home.worseHour", { words: words(hour.words) })}</strong>
    </p>
  );
};

const Others = ({ here: { place, glance, noise, pollen } }: { here: Here }) => {
  const { t } = useTranslation();
  const words = useWords();
  const { figure } = useFormats();
  const counted = place === undefined ? glance.pollen : pollen?.pollen;
  const heard = noise?.noise;
  const loud = heard?.hour ?? heard?.latest;
  return (
    <ul className="verdict-others">
      <li>{counted == null ? t("home.pollenUnknown") : words(counted.words)}</li>
      <li>
        {place === undefined ? (
          glance.noise === null || glance.noise.judged === 0 ? (
            t("home.noiseUnknown")
          ) : (
            t("home.noiseOfAll", {
              count: glance.noise.judged,
              above: glance.noise.aboveGuideline,
            })
          )
        ) : heard == null || loud == null ? (
          t("home.noiseUnknown")
        ) : (
          <>
            {t("home.noise", { level: figure(loud.value, 0) })} {words(heard.words)}
          </>
        )}
      </li>
    </ul>
  );
};

const Advice = ({ here: { advice }, level }: { here: Here; level: number | null }) => {
  const { t } = useTranslation();
  const words = useWords();
  const { date } = useFormats();
  const found = advice.levels.find((one) => one.level === level);
  if (found === undefined) return null;
  const isSame = found.general.en === found.sensitive.en;
  return (
    <div className="verdict-advice">
      <h2>{t("home.advice")}</h2>
      <p>{words(found.general)}</p>
      {isSame ? null : <p>{t("home.sensitive", { advice: words(found.sensitive) })}</p>}
      <details>
        <summary>{t("home.adviceSource")}</summary>
        <p>{words(advice.note)}</p>
        <p>
          <a href={advice.source.url}>{advice.source.title}</a>,{" "}
          {t("home.readOn", { day: date(Date.parse(advice.asOf)) })}
        </p>
      </details>
    </div>
  );
};

/** Who says so, and how sure it is. */
const Sources = ({ here, now }: { here: Here; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const distance = useDistance();
  const { place, speaker, glance } = here;
  if (place === undefined)
    return glance.judged === 0 ? null : (
      <p className="verdict-source">
        {t(`home.fromAll.${glance.origin}`, { count: glance.judged })}{" "}
        {glance.fromParticlesOnly ? t("home.particlesOnly") : null}
      </p>
    );
  if (speaker === undefined) return null;
  const { station, by } = speaker;
  const { air, sure, heardAt } = station;
  return (
    <div className="verdict-source">
      <p>
        {t("home.from")}{" "}
        <a href={`/stations/${encodeURIComponent(station.station)}`}>{station.name}</a>
        {station.distance === undefined
          ? null
          : `, ${t("distance.away", { distance: distance(station.distance) })}`}
        {heardAt === null ? null : (
          <>
            , <Age at={Date.parse(heardAt)} now={now} />
          </>
        )}
        .
      </p>
      <p>
        {by === "hour"
          ? t("home.byHour")
          : `${t("home.byDay")} ${air.called === null ? "" : words(air.called)}.`}{" "}
        {by === "day" ? words(sure.words) : null}
      </p>
    </div>
  );
};
