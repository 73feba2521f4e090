import { useTranslation } from "react-i18next";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { languageContext } from "../i18n/request-language.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { type QuantityView, quantityView } from "../stations/quantity.ts";
import type { Route } from "./+types/conflicts-page.ts";
import { quarantineQuery } from "./query.ts";

const CONFLICTS = 20;
/** What a page shows of a long conflict. The choice is for all of its values. */
const SHOWN_POINTS = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const language = context.get(languageContext);
  const signal = patience(request.signal);
  const { station, cursor } = quarantineQuery(new URL(request.url).searchParams);
  const query = {
    ...(station === undefined ? {} : { station }),
    ...(cursor === undefined ? {} : { cursor }),
    limit: CONFLICTS,
  };
  const asked = await ask(api.GET("/api/v1/conflicts", { params: { query }, signal }));
  const page = adminAnswer(request, asked);
  return {
    cursor,
    total: page.total,
    next: page.next,
    conflicts: page.conflicts.map(({ points, ...conflict }) => ({
      ...conflict,
      values: points.length,
      points: points.slice(0, SHOWN_POINTS).map(({ quantity, ...point }) => ({
        ...point,
        quantity: quantityView(quantity, language),
      })),
    })),
  };
};

/** Records the choice: both values stay, and the chosen one counts from now on. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const choose = form.get("choose");
  const id = Number(form.get("id") ?? Number.NaN);
  if ((choose !== "kept" && choose !== "offered") || !Number.isSafeInteger(id) || id < 0)
    return fail({ kind: "missing" });
  const asked = await ask(
    api.POST("/api/v1/conflicts/{id}", { params: { path: { id } }, body: { choose } }),
  );
  // Decided meanwhile, in another window or at the terminal.
  if (!asked.ok && asked.reason === "refused" && asked.status === 404)
    return { outcome: "gone" } as const;
  const { decided } = adminAnswer(request, asked);
  return { outcome: "done", choose, count: decided } as const;
};

export default function Conflicts({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { conflicts, total, cursor, next } = loaderData;
  return (
    <>
      <title>{`${t("conflicts.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="conflicts" />
      <h1>{t("conflicts.title")}</h1>
      <p>{t("conflicts.intro")}</p>
      {actionData === undefined ? null : (
        <p role="status" className="done">
          {actionData.outcome === "gone"
            ? t("conflicts.gone")
            : t(`conflicts.done.${actionData.choose}`, { count: actionData.count })}
        </p>
      )}
      <p>{t("conflicts.total", { count: total })}</p>
      {conflicts.map((conflict) => (
        <ConflictChoice key={conflict.id} conflict={conflict} />
      ))}
      <nav className="pages" aria-label={t("quarantine.pages")}>
        {cursor === undefined ? null : <a href="/admin/conflicts">{t("quarantine.newest")}</a>}
        {next === undefined ? null : (
          <a href={`/admin/conflicts?cursor=${next}`}>{t("conflicts.older")}</a>
        )}
      </nav>
    </>
  );
}

type Conflict = Route.ComponentProps["loaderData"]["conflicts"][number];

const ConflictChoice = ({ conflict }: { conflict: Conflict }) => {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { id, station, client, received, values, points } = conflict;
  const heading = `conflict-${id}`;
  return (
    <article className="conflict" aria-labelledby={heading}>
      <h2 id={heading}>{t("conflicts.of", { station })}</h2>
      <p>{t("conflicts.sent", { client, moment: moment(Date.parse(received)) })}</p>
      <ol className="points">
        {points.map((point) => (
          <ConflictingValues
            key={`${point.sensor} ${point.quantity.name} ${point.at}`}
            point={point}
          />
        ))}
      </ol>
      {values > points.length ? (
        <p>{t("conflicts.more", { count: values - points.length })}</p>
      ) : null}
      <form method="post" className="actions">
        <input type="hidden" name="id" value={id} />
        <button type="submit" name="choose" value="kept" aria-describedby={heading}>
          {t("conflicts.choose.kept", { count: values })}
        </button>
        <button type="submit" name="choose" value="offered" aria-describedby={heading}>
          {t("conflicts.choose.offered", { count: values })}
        </button>
      </form>
    </article>
  );
};

const ConflictingValues = ({ point }: { point: Conflict["points"][number] }) => {
  const { t } = useTranslation();
  const { moment, figure, withUnit } = useFormats();
  const { sensor, quantity, at, kept, keptReceived, offered } = point;
  const written = (value: number, { digits, unit }: QuantityView) =>
    withUnit(figure(value, digits), unit);
  return (
    <li>
      <p>
        {t("conflicts.point", {
          quantity: quantity.label,
          sensor: sensor.toUpperCase(),
          moment: moment(Date.parse(at)),
        })}
      </p>
      <dl className="facts-list">
        <div>
          <dt>{t("conflicts.kept")}</dt>
          <dd>
            {kept === null ? (
              t("conflicts.keptGone")
            ) : (
              <>
                <strong>{written(kept, quantity)}</strong>{" "}
                {keptReceived === undefined
                  ? null
                  : t("conflicts.received", { moment: moment(Date.parse(keptReceived)) })}
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("conflicts.offered")}</dt>
          <dd>
            <strong>{written(offered, quantity)}</strong>
          </dd>
        </div>
      </dl>
    </li>
  );
};
