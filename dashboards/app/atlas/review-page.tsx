import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/review-page.ts";
import styles from "./atlas.css?url";

export const links: Route.LinksFunction = () => [{ rel: "stylesheet", href: styles }];

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [reports, proposed, corrections] = await Promise.all([
    ask(api.GET("/api/v1/atlas/reports", { signal })),
    ask(api.GET("/api/v1/atlas/review", { signal })),
    ask(api.GET("/api/v1/atlas/corrections", { signal })),
  ]);
  const { searchParams } = new URL(request.url);
  return {
    ...{ reports: answerFor(request, reports), proposed: answerFor(request, proposed) },
    corrections: answerFor(request, corrections).corrections,
    done: searchParams.get("done") === "yes",
    asked: Number(searchParams.get("asked") ?? Number.NaN),
  };
};

const states = { publish: "published", withdraw: "withdrawn" } as const;

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { act, id } = typed(form, "act", "id");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  if (act === "remind") {
    const reminded = await ask(api.POST("/api/v1/atlas/reminders", { signal }));
    const fault = refusal(reminded, { form, request });
    if (!reminded.ok) return tryAgain({}, fault ?? { text: "gone" });
    return redirect(`/atlas/review?asked=${reminded.value.asked}`);
  }
  const send = () => {
    const params = { path: { id } };
    switch (act) {
      case "publish":
      case "withdraw":
        return ask(
          api.POST("/api/v1/atlas/entries/{name}/state", {
            ...{ params: { path: { name: id } }, body: { state: states[act] }, signal },
          }),
        );
      case "take":
      case "refuse": {
        const body = { taken: act === "take" };
        return ask(api.POST("/api/v1/atlas/corrections/{id}", { params, body, signal }));
      }
      default:
        return ask(api.POST("/api/v1/atlas/reports/{id}/settle", { params, signal }));
    }
  };
  const asked = await send();
  const fault = refusal<unknown>(asked, { form, request });
  return fault === undefined ? redirect("/atlas/review?done=yes") : tryAgain({}, fault);
};

export default function Review({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { reports, proposed, corrections, done, asked } = loaderData;
  return (
    <Page
      title={t("atlas.review")}
      state={actionData}
      back={{ href: "/atlas", label: t("atlas.back") }}
      done={
        done
          ? t("atlas.done")
          : Number.isNaN(asked)
            ? undefined
            : t("atlas.reminded", { count: asked })
      }
    >
      <p>{t("atlas.reviewIntro")}</p>
      <h2>{t("atlas.reports")}</h2>
      {reports.reports.length === 0 ? <p>{t("atlas.noReports")}</p> : null}
      <ul className="atlas-rows">
        {reports.reports.map(({ id, at, kind, words, slug, name }) => (
          <li key={id}>
            <h3>
              <a href={`/atlas/${slug}`}>{name}</a>
            </h3>
            <p>
              {t(`atlas.kinds.${kind}`)}, {moment(Date.parse(at))}
            </p>
            {words === "" ? null : <p className="atlas-words">{words}</p>}
            <form method="post" className="actions">
              <input type="hidden" name="id" value={id} />
              <button type="submit" name="act" value="settle" className="quiet">
                {t("atlas.reportDone")}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <h2>{t("atlas.corrections")}</h2>
      {corrections.length === 0 ? <p>{t("atlas.noCorrections")}</p> : null}
      <ul className="atlas-rows">
        {corrections.map(({ id, at, slug, name, changes }) => (
          <li key={id}>
            <h3>
              <a href={`/atlas/${slug}`}>{name}</a>
            </h3>
            <p>{moment(Date.parse(at))}</p>
            <dl className="atlas-facts">
              {changes.map(({ field, before, after }) => (
                <div key={field}>
                  <dt>{t(`atlas.fields.${field as "name"}`, { defaultValue: field })}</dt>
                  <dd className="atlas-words">
                    {t("atlas.before")} {before ?? t("atlas.nothingSaid")}
                  </dd>
                  <dd className="atlas-words">
                    {t("atlas.after")} {after ?? t("atlas.nothingSaid")}
                  </dd>
                </div>
              ))}
            </dl>
            <form method="post" className="actions">
              <input type="hidden" name="id" value={id} />
              <button type="submit" name="act" value="take">
                {t("atlas.take")}
              </button>
              <button type="submit" name="act" value="refuse" className="quiet">
                {t("atlas.refuse")}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <h2>{t("atlas.proposals")}</h2>
      {proposed.entries.length === 0 ? <p>{t("atlas.noProposals")}</p> : null}
      <ul className="atlas-rows">
        {proposed.entries.map(({ id, slug, name, source, street, commune }) => (
          <li key={id}>
            <h3>
              <a href={`/atlas/${slug}`}>{name}</a>
            </h3>
            <p>{[street, commune, source].filter(Boolean).join(", ")}</p>
            <form method="post" className="actions">
              <input type="hidden" name="id" value={slug} />
              <button type="submit" name="act" value="publish">
                {t("atlas.publish")}
              </button>
              <button type="submit" name="act" value="withdraw" className="quiet">
                {t("atlas.withdraw")}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <h2>{t("atlas.remindTitle")}</h2>
      <p>{t("atlas.remindText")}</p>
      <form method="post" className="actions">
        <button type="submit" name="act" value="remind" className="quiet">
          {t("atlas.remind")}
        </button>
      </form>
    </Page>
  );
}
