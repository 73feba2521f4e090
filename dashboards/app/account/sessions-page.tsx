import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/sessions-page.ts";
import { deviceOf } from "./device.ts";
import { doneIn } from "./done.ts";
import { answerFor, demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const signal = patience(request.signal);
  const { sessions } = answerFor(
    request,
    await ask(context.get(requestApi).GET("/api/v1/account/sessions", { signal })),
  );
  return {
    sessions: sessions.map(({ agent, ...session }) => ({ ...session, device: deviceOf(agent) })),
    done: doneIn(request),
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { id } = typed(form, "id");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const isOne = id !== "";
  const asked = isOne
    ? await ask(api.DELETE("/api/v1/account/sessions/{id}", { params: { path: { id } }, signal }))
    : await ask(api.DELETE("/api/v1/account/sessions", { signal }));
  const fault = refusal(asked, { form, request });
  if (fault !== undefined) return tryAgain({}, fault);
  return redirect(`/account/sessions?done=${isOne ? "session" : "sessions"}`);
};

export default function SessionsPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { sessions, done } = loaderData;
  const named = sessions.map((session) => ({
    ...session,
    name: session.device ?? t("accountPages.unknownDevice"),
  }));
  return (
    <Page
      title={t("accountPages.sessionsTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
      done={done === undefined ? undefined : t(`account.done.${done}`)}
    >
      <p>{t("accountPages.sessionsText")}</p>
      <ul className="messages">
        {named.map(({ id, name, current, created, used, address }) => (
          <li key={id}>
            <h2>
              {name}
              {current ? ` (${t("accountPages.thisDevice")})` : null}
            </h2>
            <p>
              {t("accountPages.sessionSince", {
                created: moment(Date.parse(created)),
                used: moment(Date.parse(used)),
              })}
              {address === undefined ? null : `, ${t("accountPages.sessionAddress", { address })}`}
            </p>
            {current ? null : (
              <Form>
                <input type="hidden" name="id" value={id} />
                <button
                  type="submit"
                  className="quiet"
                  aria-label={t("accountPages.endSessionNamed", { name })}
                >
                  {t("accountPages.endSession")}
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? <Form submit={t("accountPages.endOthers")} quiet /> : null}
    </Page>
  );
}
