import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { OwnBulletins } from "../bulletins/own-bulletins.tsx";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/confirm-page.ts";
import { ConditionList } from "./condition-list.tsx";

/** Opening the page confirms nothing: programs that read mails open links too. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const token = (new URL(request.url).searchParams.get("token") ?? "").slice(0, 100);
  const invalid = () => data({ kind: "invalid" as const }, { status: 410 });
  if (token === "") return { kind: "code" as const };
  const body = { token };
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/alerts/confirm/look", { body, signal }),
  );
  if (asked.ok) return { kind: "asked" as const, token, profile: asked.value };
  return asked.reason === "refused" ? invalid() : fail({ kind: asked.reason });
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { token } = typed(form, "token");
  const signal = patience(request.signal);
  const body = { token };
  const asked = await ask(context.get(requestApi).POST("/api/v1/alerts/confirm", { body, signal }));
  const fault = refusal(asked, { form, request });
  return asked.ok
    ? redirect(`/alerts/mine?${new URLSearchParams({ key: asked.value.key, done: "confirmed" })}`)
    : tryAgain({}, fault ?? { text: "link_invalid" });
};

export default function ConfirmPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  if (loaderData.kind === "code")
    return (
      <Page title={t("alerts.codeTitle")}>
        <p>{t("alerts.codeText")}</p>
        <form method="get">
          <TextField
            name="token"
            label={t("alerts.code")}
            hint={t("alerts.codeHint")}
            autoComplete="one-time-code"
            maxLength={20}
            plain
          />
          <button type="submit">{t("forms.next")}</button>
        </form>
      </Page>
    );
  if (loaderData.kind === "invalid")
    return (
      <Page title={t("alerts.invalidTitle")} state={actionData}>
        <p>{t("alerts.invalidText")}</p>
        <p className="actions">
          <a className="button" href="/alerts">
            {t("alerts.askAgain")}
          </a>
        </p>
      </Page>
    );
  const { token, profile } = loaderData;
  return (
    <Page title={t("alerts.confirmTitle")} state={actionData}>
      <p>{t("alerts.confirmText")}</p>
      <ConditionList conditions={profile.conditions} />
      {profile.practice === null ? null : (
        <p className="note">{t("alerts.through", { name: profile.practice.name })}</p>
      )}
      <OwnBulletins bulletins={profile.bulletins} />
      {profile.conditions.length === 0 ? null : (
        <p>{profile.quiet === null ? t("alerts.quietNo") : t("alerts.quietSet", profile.quiet)}</p>
      )}
      <Form state={actionData} submit={t("alerts.confirm")}>
        <input type="hidden" name="token" value={token} />
      </Form>
    </Page>
  );
}
