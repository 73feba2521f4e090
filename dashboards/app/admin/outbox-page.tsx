import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/outbox-page.ts";
import { ListPages, listQuery } from "./list-pages.tsx";
import { AdminMenu } from "./menu.tsx";
import { useNames } from "./names.ts";
import { adminAnswer, adminApi } from "./session.ts";

const SHOWN = 50;
const states = ["waiting", "delivered", "dead", "expired"] as const;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const { query, cursor } = listQuery(request, "state");
  const state = states.find((one) => one === query.state);
  const params = {
    query: { ...(state && { state }), ...(cursor && { cursor }), limit: SHOWN },
  };
  const signal = patience(request.signal);
  const asked = await ask(api.GET("/api/v1/admin/outbox", { params, signal }));
  return {
    query: state === undefined ? {} : { state },
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
      <search>
        <form className="find" method="get" action="/admin/outbox">
          <label htmlFor="state">{t("outbox.state")}</label>
          <select id="state" name="state" defaultValue={query.state ?? ""}>
            <option value="">{t("admin.any")}</option>
            {states.map((state) => (
              <option key={state} value={state}>
                {t("outbox.stateCount", {
                  state: t(`outbox.states.${state}`),
                  count: countOf(state),
                })}
              </option>
            ))}
          </select>
          <button type="submit">{t("admin.filter")}</button>
        </form>
      </search>
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
