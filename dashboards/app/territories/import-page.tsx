import { useTranslation } from "react-i18next";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { Row } from "../legal/contact.tsx";
import { isId } from "../organisations/organisation.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/import-page.ts";

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const path = isId(params.id) ? { id: params.id } : fail({ kind: "missing" });
  const signal = patience(request.signal);
  const asked = await ask(
    api.GET("/api/v1/admin/territories/imports/{id}", { params: { path }, signal }),
  );
  const { refusal, damages = [], ...found } = adminAnswer(request, asked);
  const language = context.get(languageContext);
  return {
    found,
    refusal: refusal?.[language],
    damages: damages.map((damage) => ({ line: damage.line, text: damage[language] })),
  };
};

const counted = ["lines", "added", "changed", "left", "damaged"] as const;

export default function TerritoryImport({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { figure, moment } = useFormats();
  const { found, refusal, damages } = loaderData;
  const { id, file, format, state, progress, kilobytes, created, ended, counts } = found;
  const isGoingOn = state === "waiting" || state === "running";
  return (
    <>
      <AdminMenu page={undefined} />
      <Page title={file} back={{ href: "/admin/territories", label: t("territories.title") }}>
        <p role="status" className={refusal === undefined && state !== "failed" ? "done" : "fault"}>
          {t(`territories.states.${state}`)}
        </p>
        {refusal === undefined ? null : <p>{refusal}</p>}
        {state === "failed" || state === "unchanged" || state === "waiting" ? (
          <p>{t(`territories.about.${state}`)}</p>
        ) : null}
        {progress === undefined ? null : (
          <p>
            <progress
              max={progress.total}
              value={progress.done}
              aria-label={t("territories.progressName")}
            />{" "}
            {t("territories.progress", {
              done: figure(progress.done, 0),
              total: figure(progress.total, 0),
              lines: figure(progress.lines, 0),
            })}
          </p>
        )}
        {isGoingOn ? (
          <p className="actions">
            <a className="button" href={`/admin/territories/${id}`}>
              {t("territories.again")}
            </a>
          </p>
        ) : null}
        <dl className="facts-list">
          {format === undefined ? null : <Row name={t("territories.format")}>{format}</Row>}
          <Row name={t("territories.size")}>
            {t("territories.kilobytes", { count: kilobytes, size: figure(kilobytes, 0) })}
          </Row>
          <Row name={t("territories.created")}>{moment(Date.parse(created))}</Row>
          {ended === undefined ? null : (
            <Row name={t("territories.ended")}>{moment(Date.parse(ended))}</Row>
          )}
          {counts === undefined
            ? null
            : counted.map((name) => (
                <Row key={name} name={t(`territories.counts.${name}`)}>
                  {figure(counts[name], 0)}
                </Row>
              ))}
        </dl>
        {damages.length === 0 ? null : (
          <>
            <h2>{t("territories.damages")}</h2>
            <p>
              {t("territories.damagesText", {
                count: damages.length,
                all: figure(counts?.damaged ?? damages.length, 0),
              })}
            </p>
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("territories.line")}</th>
                    <th scope="col">{t("territories.remedy")}</th>
                  </tr>
                </thead>
                <tbody>
                  {damages.map(({ line, text }) => (
                    <tr key={`${line} ${text}`}>
                      <td>{figure(line, 0)}</td>
                      <td>{text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Page>
    </>
  );
}
