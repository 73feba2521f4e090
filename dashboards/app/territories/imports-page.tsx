import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { FileField, Form, Tick } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { services } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/imports-page.ts";

/** So many of the last imports are listed. */
const SHOWN = 30;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const [force, list] = await Promise.all([
    ask(api.GET("/api/v1/admin/territories", { signal })),
    ask(api.GET("/api/v1/admin/territories/imports", { signal })),
  ]);
  const language = context.get(languageContext);
  const { country, kinds, addresses, lists } = adminAnswer(request, force);
  return {
    country,
    kinds: kinds.map(({ names, ...kind }) => ({ ...kind, name: names[language] })),
    addresses,
    lists,
    imports: adminAnswer(request, list).imports.slice(0, SHOWN),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const api = await adminApi(request, context);
  // Whoever may not import learns it before a long file is on its way.
  adminAnswer(
    request,
    await ask(api.GET("/api/v1/admin/territories", { signal: patience(request.signal) })),
  );
  const { fields, taken } = await context
    .get(services)
    .receiveFile(request, ({ name, fields: before, body }) =>
      ask(
        api.POST("/api/v1/admin/territories/imports", {
          params: {
            query: {
              file: name.slice(0, 200),
              allow_removals: before.get("allow") === "yes" ? "true" : "false",
            },
          },
          headers: { "content-type": "application/octet-stream" },
          body: body as never,
          bodySerializer: (sent: unknown) => sent,
          duplex: "half",
          // A file of all addresses of a département comes in for minutes.
          signal: request.signal,
        } as never),
      ),
    );
  const values = typed(fields, "allow");
  if (taken === undefined) return tryAgain(values, { field: "file", text: "file" });
  const fault = refusal(taken, { form: fields, request, field: "file" });
  if (fault !== undefined || !taken.ok) return tryAgain(values, ...(fault ? [fault] : []));
  return redirect(`/admin/territories/${(taken.value as { id: string }).id}`);
};

export default function Territories({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { figure, moment } = useFormats();
  const { country, kinds, addresses, lists, imports } = loaderData;
  const isDemonstration = kinds.some(({ demonstration }) => demonstration);
  return (
    <>
      <AdminMenu page="territories" />
      <Page title={t("territories.title")} state={actionData}>
        <p>{t("territories.intro")}</p>

        <h2>{t("territories.inForce")}</h2>
        {isDemonstration ? <p className="done">{t("territories.demonstration")}</p> : null}
        {kinds.length === 0 ? <p>{t("territories.nothing")}</p> : null}
        <dl className="facts-list">
          {kinds.map(({ kind, name, count }) => (
            <div key={kind}>
              <dt>{name}</dt>
              <dd>{figure(count, 0)}</dd>
            </div>
          ))}
          <div>
            <dt>{t("territories.addresses")}</dt>
            <dd>
              {figure(addresses.count, 0)}
              {addresses.scopes.length === 0
                ? null
                : ` (${t("territories.scopes", { scopes: addresses.scopes.join(", ") })})`}
            </dd>
          </div>
        </dl>
        {lists.length === 0 ? null : (
          <details>
            <summary>{t("territories.lists")}</summary>
            <ul>
              {lists.map(({ format, file, imported }) => (
                <li key={format}>
                  <strong>{format}</strong>
                  <br />
                  {t("territories.listOf", { file, date: moment(Date.parse(imported)) })}
                </li>
              ))}
            </ul>
          </details>
        )}

        <h2>{t("territories.import")}</h2>
        <Form state={actionData} submit={t("territories.send")} withFile>
          <Tick name="allow" label={t("territories.allow")} hint={t("territories.allowHint")} />
          <FileField
            name="file"
            label={t("territories.file")}
            hint={t("territories.fileHint")}
            accept=".csv,.gz,.json,.geojson"
          />
        </Form>
        {country === "fr" ? <WhichFiles /> : null}

        <h2>{t("territories.imports")}</h2>
        {imports.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
        <ul className="messages">
          {imports.map(({ id, file, state, format, created, refusal: refused }) => (
            <li key={id}>
              <h3>
                <a href={`/admin/territories/${id}`}>{file}</a>
              </h3>
              <p>
                <strong>{t(`territories.states.${state}`)}</strong>
                {format === undefined ? null : ` – ${format}`}
              </p>
              {refused === undefined ? null : <p>{t("territories.seeWhy")}</p>}
              <p className="note">{t("jobs.created", { date: moment(Date.parse(created)) })}</p>
            </li>
          ))}
        </ul>
      </Page>
    </>
  );
}

const sources = ["cog", "epci", "outlines", "density", "addresses"] as const;

/** The official files of France. */
const WhichFiles = () => {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t("territories.which")}</summary>
      <p>{t("territories.whichText")}</p>
      <ul>
        {sources.map((source) => (
          <li key={source}>{t(`territories.sources.${source}`)}</li>
        ))}
      </ul>
      <p>{t("territories.licence")}</p>
    </details>
  );
};
