import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { Choice, Form, TextField } from "../forms/form.tsx";
import { type FormState, tryAgain, typed } from "../forms/form-state.ts";
import { ErrorSummary } from "../forms/page.tsx";
import { findPlaces } from "../home/find-places.ts";
import { useWords } from "../i18n/use-words.ts";
import { requestApi, services } from "../services.ts";
import { Band } from "../site/band.tsx";
import { answerOr } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { useDistance } from "../site/use-distance.ts";
import type { Route } from "./+types/today-page.ts";
import styles from "./atlas.css?url";
import { Opening } from "./opening.tsx";
import { type PlaceToday, placesToday } from "./today.ts";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

const MOST = 100;
const HEARD = 50;
const isKey = (text: string): boolean => /^[a-z]{2}-[\w-]{1,60}$/.test(text);

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const place = searchParams.get("place") ?? "";
  const isAccessible = searchParams.get("need") === "motor";
  const now = context.get(services).now();
  if (!isKey(place)) return { today: undefined, now };
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const query = {
    ...{ territory: place, limit: MOST, nature: "structure" as const },
    ...(isAccessible ? { facets: "Handicaps moteurs" } : {}),
  };
  const [territory, list] = await Promise.all([
    ask(api.GET("/api/v1/territories/{code}", { params: { path: { code: place } }, signal })),
    ask(api.GET("/api/v1/atlas/entries", { params: { query }, signal })),
  ]);
  const { name } = answerOr(territory, { kind: "missing" });
  const { entries, next } = answerOr(list, { kind: "missing" });
  const points = entries.flatMap(({ lat, lon }) =>
    lat === undefined || lon === undefined ? [] : [{ lat, lon }],
  );
  const middle = (pick: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const near =
    points.length === 0
      ? undefined
      : await ask(
          api.POST("/api/v1/air/near", {
            body: { lat: middle(({ lat }) => lat), lon: middle(({ lon }) => lon), limit: HEARD },
            signal,
          }),
        );
  const stations = near?.ok ? near.value.stations : [];
  return {
    today: {
      ...{ place, name, isAccessible, isMore: next !== undefined },
      places: placesToday(entries, stations, now),
    },
    now,
  };
};

/** What is typed may say where somebody lives: it comes in a body. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const values = typed(await request.formData(), "search", "need");
  if (values.search === "") return tryAgain(values, { field: "search", text: "alertPlace" });
  const found = await findPlaces(context.get(requestApi), values.search, patience(request.signal));
  const communes = found.filter(({ isCommune }) => isCommune);
  return communes.length === 0
    ? tryAgain(values, { field: "search", text: "alertPlaceUnknown" })
    : { values, faults: [], communes };
};

interface Found extends FormState {
  readonly communes?: readonly { readonly label: string; readonly place: string }[];
}

/** Where it is open, clean, quiet and cool today, in one commune; it can be printed and pinned up. */
export default function Today({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { today, now } = loaderData;
  const state = actionData as Found | undefined;
  const title = today === undefined ? t("atlas.today") : t("atlas.todayIn", { place: today.name });
  const need = state?.values.need === "motor" ? "&need=motor" : "";
  return (
    <>
      <title>{`${title} – ${t("site.name")}`}</title>
      <meta name="description" content={t("atlas.todayIntro")} />
      {state === undefined || state.faults.length === 0 ? null : <ErrorSummary state={state} />}
      <p className="way-back">
        <a href="/atlas">{t("atlas.back")}</a>
      </p>
      <h1>{title}</h1>
      <p>{t("atlas.todayIntro")}</p>
      {today === undefined || state !== undefined ? (
        <>
          <Form state={state} action="/atlas/today" submit={t("atlas.show")}>
            <TextField
              name="search"
              type="search"
              label={t("atlas.todayWhere")}
              autoComplete="off"
              maxLength={200}
            />
            <Choice
              name="need"
              label={t("atlas.todayNeed")}
              preset="all"
              options={[
                { value: "all", label: t("atlas.todayAll") },
                { value: "motor", label: t("atlas.words.motor") },
              ]}
            />
          </Form>
          <ul className="links">
            {(state?.communes ?? []).map(({ label, place }) => (
              <li key={place}>
                <a href={`/atlas/today?place=${encodeURIComponent(place)}${need}`}>{label}</a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <p>{t("atlas.todayMade", { moment: moment(now) })}</p>
          {today.isAccessible ? <p>{t("atlas.todayAccessible")}</p> : null}
          {today.places.length === 0 ? <p>{t("atlas.todayNone")}</p> : null}
          <ol className="atlas-rows">
            {today.places.map((place) => (
              <PlaceRow key={place.entry.id} place={place} now={now} />
            ))}
          </ol>
          {today.isMore ? <p>{t("atlas.todayMore", { count: MOST })}</p> : null}
          <p className="on-screen">
            <a href="/atlas/today">{t("atlas.todayOther")}</a>
          </p>
        </>
      )}
    </>
  );
}

const PlaceRow = ({ place, now }: { place: PlaceToday; now: number }) => {
  const { t } = useTranslation();
  const words = useWords();
  const distance = useDistance();
  const { withUnit, figure, age } = useFormats();
  const { entry, air, quiet, temperature, isAccessible } = place;
  const said = air?.by === "hour" ? air.station.air.hour : air?.station.air;
  const noise = quiet?.noise?.hour?.value;
  const { origin, heardAt } = air?.station ?? {};
  return (
    <li>
      <h2>
        <a href={`/atlas/${entry.slug}`}>{entry.name}</a>
      </h2>
      <p>
        {[entry.street, [entry.postcode, entry.commune].filter(Boolean).join(" ")]
          .filter(Boolean)
          .join(", ")}
        {isAccessible ? ` · ${t("atlas.words.motor")}` : null}
      </p>
      <p>
        <Opening opening={entry.opening} zone={entry.zone} now={now} />
      </p>
      {air === undefined ? (
        <p>
          {t("atlas.todayWhite")} <a href="/claim">{t("atlas.airHost")}</a>
        </p>
      ) : (
        <>
          {origin === undefined || origin === "measured" ? null : (
            <p>{t(`home.origin.${origin}`)}</p>
          )}
          <Band
            level={said?.level ?? null}
            name={said?.name == null ? undefined : words(said.name)}
          />
          <p className="note">
            {[
              t("distance.away", { distance: distance(air.station.distance ?? 0) }),
              ...(heardAt == null ? [] : [age(now - Date.parse(heardAt))]),
              ...(noise === undefined
                ? []
                : [t("atlas.todayNoise", { level: withUnit(figure(noise, 0), "dB") })]),
              ...(temperature === undefined
                ? []
                : [t("atlas.todayHeat", { degrees: withUnit(figure(temperature, 0), "°C") })]),
            ].join(" · ")}
          </p>
        </>
      )}
    </li>
  );
};
