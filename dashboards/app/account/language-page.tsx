import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Choice, Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { isLanguage } from "../i18n/language.ts";
import { keepLanguage } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/language-page.ts";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => ({
  language: (await demandAccount(request, context)).language,
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { language } = typed(form, "language");
  if (!isLanguage(language)) return tryAgain({}, { field: "language", text: "choose" });
  const signal = patience(request.signal);
  const body = { language };
  const asked = await ask(context.get(requestApi).PATCH("/api/v1/account", { body, signal }));
  const fault = refusal(asked, { form, request, field: "language" });
  if (fault !== undefined) return tryAgain({ language }, fault);
  return redirect("/account?done=language", { headers: { "set-cookie": keepLanguage(language) } });
};

export default function LanguagePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("accountPages.languageTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      <Form state={actionData} submit={t("forms.save")}>
        <Choice
          name="language"
          label={t("accountPages.languageText")}
          preset={loaderData.language}
          options={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
        />
      </Form>
    </Page>
  );
}
