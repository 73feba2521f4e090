import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { isId } from "../organisations/organisation.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/audit-page.ts";
import { ListPages, listQuery } from "./list-pages.tsx";
import { AdminMenu } from "./menu.tsx";
import { useNames } from "./names.ts";
import { adminAnswer, adminApi } from "./session.ts";

const SHOWN = 50;
const DAY_MS = 86_400_000;

/** The day before a named one: where that one begins, the other ends. */
const dayBefore = (day: string): string => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at - DAY_MS).toISOString().slice(0, 10);
};

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = listQuery(request, "action", "actor", "thing", "from", "until");
  const from = endOfDay(dayBefore(query.from ?? ""), context.get(zoneContext));
  const until = endOfDay(query.until ?? "", context.get(zoneContext));
  const params = {
    query: {
      ...(query.action && { action: query.action }),
      ...(query.actor && { actor: query.actor }),
      ...(query.thing && isId(query.thing) && { thing: query.thing }),
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(until !== undefined && { until: new Date(until).toISOString() }),
      ...(cursor && { cursor }),
      limit: SHOWN,
    },
  };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/audit", { params, signal }));
  const { entries, next } = adminAnswer(request, asked);
  return {
    query,
    isFirst: cursor === undefined,
    next,
    entries: entries.map(({ before, after, ...entry }) => ({
      ...entry,
      before: before === undefined ? undefined : JSON.stringify(before),
      after: after === undefined ? undefined : JSON.stringify(after),
    })),
  };
};

interface NamedProps {
  readonly parameter: "actor" | "thing";
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** Today's name, or the number of what is gone; leads to all that was done by it or to it. */
const Named = ({ parameter, id, name }: NamedProps) =>
  id === undefined ? null : (
    <a href={`/admin/audit?${new URLSearchParams({ [parameter]: id })}`}>
      {name ?? <code>{id}</code>}
    </a>
  );

const filters = ["action", "actor", "thing"] as const;

export default function AuditPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const names = useNames();
  const { query, isFirst, entries, next } = loaderData;
  return (
    <>
      <title>{`${t("admin.pages.audit")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="audit" />
      <h1>{t("admin.pages.audit")}</h1>
      <p>{t("audit.intro")}</p>
      <details open={Object.keys(query).length > 0}>
        <summary>{t("admin.filter")}</summary>
        <search>
          <form className="form" method="get" action="/admin/audit">
            {filters.map((name) => (
              <div className="field" key={name}>
                <label htmlFor={name}>{t(`audit.${name}`)}</label>
                <input
                  id={name}
                  name={name}
                  type="search"
                  autoComplete="off"
                  defaultValue={query[name]}
                />
              </div>
            ))}
            {(["from", "until"] as const).map((name) => (
              <div className="field" key={name}>
                <label htmlFor={name}>{t(`audit.${name}`)}</label>
                <input id={name} name={name} type="date" defaultValue={query[name]} />
              </div>
            ))}
            <p className="actions">
              <button type="submit">{t("admin.filter")}</button>
            </p>
          </form>
        </search>
      </details>
      {entries.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
      <ul className="messages">
        {entries.map(({ id, at, actorKind, action, before, after, ...entry }) => (
          <li key={id}>
            <h2>{names.action(action)}</h2>
            <p className="note">
              {moment(Date.parse(at))} · <code>{action}</code>
            </p>
            <p>
              {t("audit.by")} {names.actor(actorKind)}{" "}
              <Named parameter="actor" id={entry.actor} name={entry.actorName} />
              {entry.onBehalfOf === undefined ? null : (
                <>
                  {" "}
                  {t("audit.for")}{" "}
                  <Named parameter="actor" id={entry.onBehalfOf} name={entry.onBehalfOfName} />
                </>
              )}
            </p>
            {entry.thing === undefined ? null : (
              <p>
                {t("audit.about")}{" "}
                <Named parameter="thing" id={entry.thing} name={entry.thingTitle} />
              </p>
            )}
            {before === undefined && after === undefined ? null : (
              <details>
                <summary>{t("audit.change")}</summary>
                {before === undefined ? null : (
                  <p>
                    {t("audit.before")} <code>{before}</code>
                  </p>
                )}
                {after === undefined ? null : (
                  <p>
                    {t("audit.after")} <code>{after}</code>
                  </p>
                )}
              </details>
            )}
          </li>
        ))}
      </ul>
      <ListPages address="/admin/audit" query={query} isFirst={isFirst} next={next} />
    </>
  );
}
