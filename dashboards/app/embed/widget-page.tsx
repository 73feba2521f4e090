import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { languages } from "../i18n/language.ts";
import { requestApi, services } from "../services.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/widget-page.ts";
import style from "./widget-page.css?url";
import {
  readSubject,
  readWidgetQuery,
  widgetLines,
  widgetPath,
  widgetSchemes,
  widgetSizes,
} from "./widget-query.ts";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: style }];

/** The lines that show a station or a place on another site. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  const subject = readSubject(searchParams);
  const query = readWidgetQuery(searchParams);
  const { publicUrl } = context.get(services);
  const base = { query, publicUrl };
  if (subject === undefined) return { ...base, subject, name: "" };
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  if (subject.kind === "station") {
    const params = { path: { id: subject.name } };
    const told = await ask(api.GET("/api/v1/stations/{id}", { params, signal }));
    const { id, title } = answerOr(told, { kind: "station", id: subject.name });
    return { ...base, subject, name: title ?? id };
  }
  const params = { path: { code: subject.key } };
  const found = await ask(api.GET("/api/v1/territories/{code}", { params, signal }));
  const { name } = answerOr(found, { kind: "missing" });
  return { ...base, subject, name };
};

export default function WidgetPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { subject, name, query, publicUrl } = loaderData;
  const heading = t("embed.title");
  if (subject === undefined)
    return (
      <>
        <title>{`${heading} – ${t("site.name")}`}</title>
        <h1>{heading}</h1>
        <p>{t("embed.choose")}</p>
        <p className="links">
          <a href="/stations">{t("site.home")}</a>
        </p>
      </>
    );
  const isStation = subject.kind === "station";
  const title = t(isStation ? "embed.ofStation" : "embed.ofPlace", { name });
  const { width, height } = widgetSizes[query.size];
  return (
    <>
      <title>{`${heading} – ${t("site.name")}`}</title>
      <p className="way-back">
        <a href={isStation ? `/stations/${subject.name}` : `/?place=${subject.key}`}>{name}</a>
      </p>
      <h1>{heading}</h1>
      <p>{t("embed.intro")}</p>
      <form className="widget-choice" method="get" action="/widget">
        <input type="hidden" name={subject.kind} value={isStation ? subject.name : subject.key} />
        <div>
          <label htmlFor="size">{t("embed.size")}</label>
          <select id="size" name="size" defaultValue={query.size}>
            {(["small", "medium", "wide"] as const).map((size) => (
              <option key={size} value={size}>
                {t(`embed.sizes.${size}`)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor="scheme">{t("embed.scheme")}</label>
          <select id="scheme" name="scheme" defaultValue={query.scheme}>
            {widgetSchemes.map((scheme) => (
              <option key={scheme} value={scheme}>
                {t(`embed.schemes.${scheme}`)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor="in">{t("embed.in")}</label>
          <select id="in" name="in" defaultValue={query.language ?? ""}>
            <option value="">{t("embed.readers")}</option>
            {languages.map((language) => (
              <option key={language} value={language}>
                {{ fr: "Français", en: "English" }[language]}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">{t("embed.apply")}</button>
      </form>
      <h2>
        <label htmlFor="lines">{t("embed.lines")}</label>
      </h2>
      <textarea
        id="lines"
        className="widget-lines"
        readOnly
        rows={6}
        aria-describedby="lines-hint"
        value={widgetLines(subject, query, { publicUrl, title })}
      />
      <p id="lines-hint" className="note">
        {t("embed.linesHint")}
      </p>
      <h2>{t("embed.preview")}</h2>
      <iframe
        className="widget-preview"
        src={widgetPath(subject, query)}
        title={title}
        width={width}
        height={height}
      />
    </>
  );
}
