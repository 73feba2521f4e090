import { QuantityName } from "@datacityzen/hardware/quantities";
import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/how-page.ts";
import { ArrivalStates } from "./arrival-states.tsx";
import { askMeans, dayAround } from "./means.ts";
import { ValueStory } from "./value-story.tsx";

const HOUR_MS = 3_600_000;
/** What the API answers where there is nothing to explain; the rest of the page is told all the same. */
const nothing = { value_unknown: "none", range_hidden: "hidden" } as const;

/** "2026-11-24T08:00:00Z"; a "+" that an address turned into a space is meant all the same. */
const instantOf = (text: string | null): number | undefined => {
  const at = Date.parse((text ?? "").replace(/ (?=\d{2}:?\d{2}$)/, "+"));
  return Number.isNaN(at) ? undefined : at;
};

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { searchParams } = new URL(request.url);
  const name = searchParams.get("quantity") ?? "";
  const quantity = QuantityName.safeParse(name).data;
  if (quantity === undefined) return fail({ kind: "quantity", quantity: name });
  const now = context.get(services).now();
  const asked = searchParams.has("at") ? instantOf(searchParams.get("at")) : now;
  if (asked === undefined || asked < 0) return fail({ kind: "missing" });
  const at = Math.min(asked, now);

  const station = { kind: "station", id: params.id } as const;
  const query = { station: params.id, quantity, at: new Date(at).toISOString() };
  const [told, lineage] = await Promise.all([
    ask(api.GET("/api/v1/stations/{id}", { params: { path: { id: params.id } }, signal })),
    ask(api.GET("/api/v1/quality/lineage", { params: { query }, signal })),
  ]);
  const { zone, title } = answerOr(told, station);
  const reason =
    !lineage.ok && lineage.reason === "refused"
      ? nothing[lineage.code as keyof typeof nothing]
      : undefined;
  const values = reason === undefined ? answerOr(lineage, station).values : [];

  const instant = Date.parse(values[0]?.at ?? query.at);
  const day = dayAround(instant, zone);
  const [arrivals, means] = await Promise.all([
    ask(
      api.GET("/api/v1/quality/arrivals", {
        params: {
          query: {
            station: params.id,
            from: new Date(day.from).toISOString(),
            until: new Date(Math.min(day.until, now)).toISOString(),
          },
        },
        signal,
      }),
    ),
    askMeans({ api, signal, station: params.id, quantity, zone }, values, instant),
  ]);
  return {
    ...{ station: params.id, title, values, reason, at: instant, asked: at, now, zone, means },
    quantity: quantityView(quantity, context.get(languageContext)),
    // A day that has just begun has no answer yet.
    arrivals: arrivals.ok ? arrivals.value : undefined,
  };
};

export default function HowPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { station, title, quantity, values, reason, asked, now, arrivals } = loaderData;
  const link = (at: number) => `?quantity=${quantity.name}&at=${new Date(at).toISOString()}`;
  const instant = new Date(asked).toISOString();
  const shown = new Set(values.map(({ sensor }) => sensor));
  return (
    <>
      <title>{`${t("how.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <p className="way-back">
        <a href={`/stations/${station}?quantity=${quantity.name}`}>
          {title ?? t("station.title", { id: station })}
        </a>
      </p>
      <h1>{t("how.title")}</h1>
      <p>
        <strong>{t("how.of", { quantity: quantity.label, station: title ?? station })}</strong>
      </p>
      <p>{t("how.lead")}</p>
      {reason === undefined ? null : (
        <p className="origin">{t(`how.${reason}`, { moment: moment(asked) })}</p>
      )}
      {values.map((value) => (
        <ValueStory
          key={`${value.sensor} ${value.origin}`}
          value={value}
          quantity={quantity}
          means={loaderData.means.filter(
            ({ sensor, origin }) => sensor === value.sensor && origin === value.origin,
          )}
          isOnly={values.length === 1}
        />
      ))}
      {arrivals === undefined ? null : (
        <ArrivalStates
          arrivals={arrivals}
          day={loaderData.at}
          isShown={(sensor) => shown.size === 0 || shown.has(sensor)}
        />
      )}
      <section aria-labelledby="further">
        <h2 id="further">{t("how.moreTitle")}</h2>
        <ul className="links">
          <li>
            <a href={link(asked - HOUR_MS)}>{t("how.earlier")}</a>
          </li>
          {asked + HOUR_MS > now ? null : (
            <li>
              <a href={link(asked + HOUR_MS)}>{t("how.later")}</a>
            </li>
          )}
          <li>
            <a
              href={`/api/v1/quality/lineage?station=${station}&quantity=${quantity.name}&at=${instant}`}
            >
              {t("how.data")}
            </a>
          </li>
        </ul>
        <p>{t("how.command")}</p>
        <p>
          <code>{`dcz quality explain ${station} ${quantity.name} ${instant}`}</code>
        </p>
      </section>
    </>
  );
}
