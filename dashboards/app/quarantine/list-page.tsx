import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { useTranslation } from "react-i18next";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { ask, patience } from "../api/client.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/list-page.ts";
import { type QuarantineQuery, quarantineAddress, quarantineQuery, setParts } from "./query.ts";

const MESSAGES = 50;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const asked = quarantineQuery(new URL(request.url).searchParams);
  const params = { query: { ...setParts(asked), limit: MESSAGES } };
  const answer = await ask(api.GET("/api/v1/quarantine", { params, signal }));
  const page = adminAnswer(request, answer);
  return { asked, reasons: QuarantineReason.options, ...page };
};

/** Gives to ingest again what the filter chooses. Without a filter it is refused: that must be meant. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const { station, reason } = quarantineQuery(form);
  const query = setParts({ station, reason, cursor: undefined });
  const answer = await ask(api.POST("/api/v1/quarantine/replay", { params: { query } }));
  return adminAnswer(request, answer);
};

export default function QuarantineList({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { asked, messages, total, next, reasons } = loaderData;
  return (
    <>
      <title>{`${t("quarantine.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="quarantine" />
      <h1>{t("quarantine.title")}</h1>
      <p>{t("quarantine.intro")}</p>
      {actionData === undefined ? null : (
        <p role="status" className="done">
          {t("quarantine.replayed", {
            accepted: actionData.accepted,
            refused: actionData.refused,
            empty: actionData.empty,
          })}
        </p>
      )}
      <Filter asked={asked} reasons={reasons} />
      <p>{t("quarantine.total", { count: total })}</p>
      {messages.length === 0 ? null : <Messages messages={messages} />}
      {asked.station === undefined && asked.reason === undefined ? null : (
        <ReplayAll asked={asked} total={total} />
      )}
      <nav className="pages" aria-label={t("quarantine.pages")}>
        {asked.cursor === undefined ? null : (
          <a href={quarantineAddress({ ...asked, cursor: undefined })}>{t("quarantine.newest")}</a>
        )}
        {next === undefined ? null : (
          <a href={quarantineAddress({ ...asked, cursor: next })}>{t("quarantine.older")}</a>
        )}
      </nav>
    </>
  );
}

const Filter = ({
  asked,
  reasons,
}: {
  asked: QuarantineQuery;
  reasons: readonly QuarantineReason[];
}) => {
  const { t } = useTranslation();
  return (
    <search>
      <form className="find" method="get" action="/admin/quarantine">
        <label htmlFor="station">{t("quarantine.station")}</label>
        <input id="station" name="station" type="search" defaultValue={asked.station ?? ""} />
        <label htmlFor="reason">{t("quarantine.reason")}</label>
        <select id="reason" name="reason" defaultValue={asked.reason ?? ""}>
          <option value="">{t("quarantine.anyReason")}</option>
          {reasons.map((reason) => (
            <option key={reason} value={reason}>
              {t(`quarantine.reasons.${reason}`)}
            </option>
          ))}
        </select>
        <button type="submit">{t("quarantine.filter")}</button>
      </form>
    </search>
  );
};

const Messages = ({ messages }: Pick<Route.ComponentProps["loaderData"], "messages">) => {
  const { t } = useTranslation();
  const { moment, figure } = useFormats();
  return (
    <ul className="messages">
      {messages.map(({ id, received, topic, reason, detail, client, bytes }) => (
        <li key={id}>
          <h2>
            <a href={`/admin/quarantine/${id}`}>
              {t("quarantine.message", { id })} – {t(`quarantine.reasons.${reason}`)}
            </a>
          </h2>
          <p>{detail}</p>
          <p className="note">
            {moment(Date.parse(received))} · {topic} ·{" "}
            {t("quarantine.from", { client, bytes: figure(bytes, 0) })}
          </p>
        </li>
      ))}
    </ul>
  );
};

const ReplayAll = ({ asked, total }: { asked: QuarantineQuery; total: number }) => {
  const { t } = useTranslation();
  if (total === 0) return null;
  const { station, reason } = setParts(asked);
  return (
    <form method="post" action={quarantineAddress({ ...asked, cursor: undefined })}>
      {station === undefined ? null : <input type="hidden" name="station" value={station} />}
      {reason === undefined ? null : <input type="hidden" name="reason" value={reason} />}
      <p>{t("quarantine.replayAllText")}</p>
      <p className="actions">
        <button type="submit">{t("quarantine.replayAll", { count: total })}</button>
      </p>
    </form>
  );
};
