import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/jobs-page.ts";
import { ListPages } from "./list-pages.tsx";
import { AdminMenu } from "./menu.tsx";
import { useNames } from "./names.ts";
import { adminAnswer, adminApi } from "./session.ts";
import { StateFilter, stateQuery } from "./state-filter.tsx";

const SHOWN = 50;
const states = ["waiting", "running", "done", "failed", "cancelled"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = stateQuery(request, states);
  const params = { query: { ...query, ...(cursor && { cursor }), limit: SHOWN } };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/jobs", { params, signal }));
  return {
    query,
    isFirst: cursor === undefined,
    ...adminAnswer(request, asked),
  };
};

export default function JobsPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment, figure } = useFormats();
  const names = useNames();
  const { query, isFirst, jobs, next } = loaderData;
  return (
    <>
      <title>{`${t("admin.pages.jobs")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="jobs" />
      <h1>{t("admin.pages.jobs")}</h1>
      <p>{t("jobs.intro")}</p>
      <StateFilter
        address="/admin/jobs"
        states={states}
        chosen={query.state}
        nameOf={(state) => t(`jobs.states.${state}`)}
      />
      {jobs.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
      <ul className="messages">
        {jobs.map(({ id, name, state, done, total, note, fault, created, ended }) => (
          <li key={id}>
            <h2>
              {names.job(name)} – {t(`jobs.states.${state}`)}
            </h2>
            {total === 0 ? null : (
              <p>
                <progress max={total} value={done} aria-label={names.job(name)} />{" "}
                {t("jobs.progress", { done: figure(done, 0), total: figure(total, 0) })}
              </p>
            )}
            {note === undefined ? null : <p>{note}</p>}
            {fault === undefined ? null : <p className="fault">{fault}</p>}
            <p className="note">
              {t("jobs.created", { date: moment(Date.parse(created)) })}
              {ended === undefined
                ? null
                : ` · ${t("jobs.ended", { date: moment(Date.parse(ended)) })}`}
            </p>
          </li>
        ))}
      </ul>
      <ListPages address="/admin/jobs" query={query} isFirst={isFirst} next={next} />
    </>
  );
}
