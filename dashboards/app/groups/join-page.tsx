import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/join-page.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  return {};
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { groupCode } = typed(form, "groupCode");
  if (groupCode === "" || groupCode.length > 40)
    return tryAgain({ groupCode }, { field: "groupCode", text: "groupCode" });
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/groups/join", {
      body: { code: groupCode },
      signal: patience(request.signal),
    }),
  );
  const fault = refusal(asked, { form, request, field: "groupCode" });
  if (fault !== undefined || !asked.ok) return tryAgain({ groupCode }, ...(fault ? [fault] : []));
  return redirect(`/groups/${asked.value.group}?done=joined`);
};

export default function JoinPage({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("groups.joinTitle")}
      state={actionData}
      back={{ href: "/groups", label: t("groups.title") }}
    >
      <p>{t("groups.joinText")}</p>
      <Form state={actionData} submit={t("groups.join")}>
        <TextField
          name="groupCode"
          label={t("groups.code")}
          hint={t("groups.codeHint")}
          autoComplete="off"
          maxLength={40}
          plain
        />
      </Form>
    </Page>
  );
}
