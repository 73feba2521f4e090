import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormFault, refusal, secretIn, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { LEAST_PASSWORD } from "../sign-in/checks.ts";
import type { Route } from "./+types/password-page.ts";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { hasPassword, email, signInName } = await demandAccount(request, context);
  // Who has just come by a link has proved who they are: the API asks for a sign-in that is not old.
  const isForgotten = new URL(request.url).searchParams.has("forgotten");
  return {
    hasPassword,
    isForgotten,
    hasEmail: email !== undefined,
    name: email ?? signInName ?? "",
  };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  if (form.has("remove")) {
    const asked = await ask(api.DELETE("/api/v1/account/password", { signal }));
    const fault = refusal(asked, { form, request });
    return fault === undefined ? redirect("/account?done=password_removed") : tryAgain({}, fault);
  }
  const password = secretIn(form, "password");
  const current = form.has("current") ? secretIn(form, "current") : undefined;
  const faults: FormFault[] = [];
  if (current === "") faults.push({ field: "current", text: "current" });
  if (password.length < LEAST_PASSWORD) faults.push({ field: "password", text: "newPassword" });
  if (faults.length > 0) return tryAgain({}, ...faults);
  const body = { password, ...(current === undefined ? {} : { current }) };
  const asked = await ask(api.PUT("/api/v1/account/password", { body, signal }));
  const fault = refusal(asked, { form, request, field: "password" });
  if (fault === undefined) return redirect("/account?done=password");
  return tryAgain(
    {},
    fault.text === "sign_in_refused" ? { field: "current", text: "wrong_current" } : fault,
  );
};

export default function PasswordPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { hasPassword, isForgotten, hasEmail, name } = loaderData;
  const title =
    isForgotten && hasEmail ? "newPasswordTitle" : hasEmail ? "passwordTitle" : "codeTitle";
  return (
    <Page
      title={t(`accountPages.${title}`)}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      {hasEmail ? <p>{t("accountPages.passwordText")}</p> : null}
      <Form state={actionData} submit={t("forms.save")}>
        {/* A password manager keeps the password with this. */}
        <input type="text" hidden readOnly autoComplete="username" value={name} />
        {hasPassword && !isForgotten ? (
          <TextField
            name="current"
            label={t("accountPages.current")}
            type="password"
            autoComplete="current-password"
          />
        ) : null}
        <TextField
          name="password"
          label={t("accountPages.newPassword")}
          hint={t("accountPages.newPasswordHint")}
          type="password"
          autoComplete="new-password"
        />
      </Form>
      {hasPassword && hasEmail && !isForgotten ? (
        <>
          <Form action="/sign-in" submit={t("signIn.forgotten")} quiet>
            <input type="hidden" name="step" value="forgotten" />
            <input type="hidden" name="who" value={name} />
          </Form>
          <Form submit={t("accountPages.removePassword")} quiet>
            <input type="hidden" name="remove" value="yes" />
          </Form>
        </>
      ) : null}
    </Page>
  );
}
