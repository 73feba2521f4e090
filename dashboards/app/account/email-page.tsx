import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { looksLikeEmail } from "../sign-in/checks.ts";
import type { Route } from "./+types/email-page.ts";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  return {};
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "email");
  if (!looksLikeEmail(values.email)) return tryAgain(values, { field: "email", text: "email" });
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/account/email", { body: values, signal }),
  );
  const fault = refusal(asked, { form, request, field: "email" });
  return fault === undefined ? redirect("/account?done=email") : tryAgain(values, fault);
};

export default function EmailPage({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("accountPages.emailTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      <p>{t("accountPages.emailText")}</p>
      <Form state={actionData} submit={t("accountPages.sendLink")}>
        <TextField
          name="email"
          label={t("accountPages.newEmail")}
          type="email"
          autoComplete="email"
          maxLength={254}
        />
      </Form>
    </Page>
  );
}
