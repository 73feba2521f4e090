import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/outbox-page.ts";
import { ListPages } from "./list-pages.tsx";
import { AdminMenu } from "./menu.tsx";
import { useNames } from "./names.ts";
import { adminAnswer, adminApi } from "./session.ts";
import { StateFilter, stateQuery } from "./state-filter.tsx";

const SHOWN = 50;
const states = ["waiting", "delivered", "dead", "expired"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = stateQuery(request, states);
  const params = { query: { ...query, ...(cursor && { cursor }), limit: SHOWN } };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/outbox", { params, signal }));
  return {
    query,
    isFirst: cursor === undefined,
    isRemoved: new URL(request.url).searchParams.get("done") === "removed",
    ...adminAnswer(request, asked),
  };
};

export default function Outbox({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const names = useNames();
  const { query, isFirst, messages, next, counts, isRemoved } = loaderData;
  const countOf = (state: (typeof states)[number]) =>
    counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <title>{`${t("admin.pages.outbox")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="outbox" />
      {isRemoved ? (
        <p role="status" className="done">
          {t("outbox.done.removed")}
        </p>
      ) : null}
      <h1>{t("admin.pages.outbox")}</h1>
      <p>{t("outbox.intro")}</p>
      <StateFilter
        address="/admin/outbox"
        states={states}
        chosen={query.state}
        nameOf={(state) =>
          t("outbox.stateCount", { state: t(`outbox.states.${state}`), count: countOf(state) })
        }
      />
      {messages.length === 0 ? <p>{t("admin.noEntry")}</p> : null}
      <ul className="messages">
        {messages.map(({ id, state, personal, recipient, created, subject, fault }) => (
          <li key={id}>
            <h2>
              <a href={`/admin/outbox/${id}`}>
                {t(`outbox.states.${state}`)} – {recipient}
              </a>
            </h2>
            <p>
              {personal ? t("outbox.personal") : subject && names.message(subject)}
              {fault === undefined ? null : <> – {fault}</>}
            </p>
            <p className="note">{moment(Date.parse(created))}</p>
          </li>
        ))}
      </ul>
      <ListPages address="/admin/outbox" query={query} isFirst={isFirst} next={next} />
    </>
  );
}
