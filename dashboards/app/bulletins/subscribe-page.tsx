import { useTranslation } from "react-i18next";
import { AddressField } from "../alerts/address-field.tsx";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import { looksLikeEmail } from "../sign-in/checks.ts";
import { answerOr } from "../site/failures.ts";
import type { Route } from "./+types/subscribe-page.ts";
import { pageHref } from "./bulletin.ts";

export const loader = async ({ request, params: { code }, context }: Route.LoaderArgs) => {
  const signal = patience(request.signal);
  const asked = await ask(
    context
      .get(requestApi)
      .GET("/api/v1/territories/{code}", { params: { path: { code } }, signal }),
  );
  const { key, name } = answerOr(asked, { kind: "missing" });
  return { code: key, name };
};

export const action = async ({ request, params: { code }, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "address");
  if (!looksLikeEmail(values.address)) return tryAgain(values, { field: "address", text: "email" });
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/alerts", {
      body: {
        ...{ address: values.address, language: context.get(languageContext) },
        bulletins: [code],
      },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? sent({ mailed: true as const }) : tryAgain(values, fault);
};

export default function SubscribePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { code, name } = loaderData;
  const back = { href: pageHref(code), label: t("bulletin.title", { name }) };
  if (actionData !== undefined && "mailed" in actionData)
    return (
      <Page title={t("alerts.mailedTitle")} back={back}>
        <p>{t("alerts.mailedText")}</p>
        <p>{t("alerts.mailedOnce")}</p>
      </Page>
    );
  return (
    <Page title={t("bulletin.subscribeTitle", { name })} state={actionData} back={back}>
      <p>{t("bulletin.subscribeText")}</p>
      <Form state={actionData} submit={t("alerts.subscribe")}>
        <AddressField />
      </Form>
      <p className="note">{t("bulletin.kept")}</p>
    </Page>
  );
}
