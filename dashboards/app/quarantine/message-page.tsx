import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { AdminMenu } from "../admin/menu.tsx";
import { adminAnswer, adminApi } from "../admin/session.ts";
import { type Asked, ask, patience } from "../api/client.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/message-page.ts";

/** What a page shows of a long message. The API gives it whole. */
const SHOWN_CHARACTERS = 4_000;

const idOf = (text: string): number =>
  /^\d{1,15}$/.test(text) ? Number(text) : fail({ kind: "missing" });

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const path = { id: idOf(params.id) };
  const asked = await ask(api.GET("/api/v1/quarantine/{id}", { params: { path }, signal }));
  const message = adminAnswer(request, asked);
  const { payload, text = payload, ...told } = message;
  return {
    ...told,
    isText: message.text !== undefined,
    text: text.slice(0, SHOWN_CHARACTERS),
    isCut: text.length > SHOWN_CHARACTERS,
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const path = { id: idOf(params.id) };
  const answer = <T,>(asked: Asked<T>) => adminAnswer(request, asked);
  if (form.get("do") === "remove") {
    // What is removed does not come back: it is said twice.
    if (form.get("sure") !== "yes") return { outcome: "not_sure" } as const;
    answer(await ask(api.DELETE("/api/v1/quarantine/{id}", { params: { path } })));
    return redirect("/admin/quarantine");
  }
  return answer(await ask(api.POST("/api/v1/quarantine/{id}/replay", { params: { path } })));
};

export default function QuarantinedMessage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment, figure } = useFormats();
  const { id, received, topic, client, reason, detail, bytes, text, isText, isCut } = loaderData;
  const title = t("quarantine.message", { id });
  const facts = [
    ["reason", t(`quarantine.reasons.${reason}`)],
    ["detail", detail],
    ["received", moment(Date.parse(received))],
    ["topic", topic],
    ["client", client],
    ["bytes", figure(bytes, 0)],
  ] as const;
  return (
    <>
      <title>{`${title} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page={undefined} />
      <h1>{title}</h1>
      {actionData === undefined ? null : (
        <p role="status" className="done">
          {t(`quarantine.outcome.${actionData.outcome}`)}
          {"detail" in actionData ? ` ${actionData.detail}` : null}
        </p>
      )}
      <dl className="facts-list">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`quarantine.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h2>{t(isText ? "quarantine.content" : "quarantine.contentBase64")}</h2>
      <pre>
        <code>{text}</code>
      </pre>
      {isCut ? <p>{t("quarantine.cut")}</p> : null}
      {reason === "conflict" ? (
        <p>
          <a href="/admin/conflicts">{t("conflicts.toList")}</a>
        </p>
      ) : null}
      <form method="post">
        <p>{t("quarantine.replayText")}</p>
        <p className="actions">
          <button type="submit" name="do" value="replay">
            {t("quarantine.replay")}
          </button>
        </p>
      </form>
      <form method="post">
        <p>
          <input type="checkbox" id="sure" name="sure" value="yes" />{" "}
          <label htmlFor="sure">{t("quarantine.sure")}</label>
        </p>
        <p className="actions">
          <button type="submit" name="do" value="remove" className="quiet">
            {t("quarantine.remove")}
          </button>
        </p>
      </form>
    </>
  );
}
