import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/name-page.ts";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => ({
  name: (await demandAccount(request, context)).name,
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "name");
  if (values.name === "") return tryAgain(values, { field: "name", text: "name" });
  const body = { name: values.name.slice(0, 100) };
  const signal = patience(request.signal);
  const asked = await ask(context.get(requestApi).PATCH("/api/v1/account", { body, signal }));
  const fault = refusal(asked, { form, request, field: "name" });
  return fault === undefined ? redirect("/account?done=name") : tryAgain(values, fault);
};

export default function NamePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("accountPages.nameTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      <Form state={actionData} submit={t("forms.save")}>
        <TextField
          name="name"
          label={t("link.name")}
          hint={t("link.nameHint")}
          autoComplete="name"
          preset={loaderData.name}
          maxLength={100}
        />
      </Form>
    </Page>
  );
}
