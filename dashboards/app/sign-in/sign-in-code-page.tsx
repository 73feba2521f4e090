import { useTranslation } from "react-i18next";
import { nextPage } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormState, refusal, secretIn, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/sign-in-code-page.ts";
import { afterSignIn } from "./signed-in.ts";

export const loader = ({ request }: Route.LoaderArgs) => ({
  next: nextPage(new URL(request.url).searchParams.get("next")),
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { kind, next } = typed(form, "kind", "next");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const isRecovery = kind === "recovery";
  const field = isRecovery ? "recovery" : "code";
  const code = secretIn(form, field).replace(/\s/g, "");
  if (code.length < 6) return tryAgain({}, { field, text: "code" });
  const body = { code };
  const asked = await ask(
    isRecovery
      ? api.POST("/api/v1/account/sign-in/recovery", { body, signal })
      : api.POST("/api/v1/account/sign-in/totp", { body, signal }),
  );
  const fault = refusal(asked, { form, request, field });
  if (fault !== undefined || !asked.ok) return tryAgain({}, ...(fault ? [fault] : []));
  return afterSignIn(asked.value, nextPage(next)) ?? tryAgain({}, { field, text: "code_refused" });
};

export default function SignInCode({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const state: FormState | undefined = actionData;
  const isRecovery = state?.faults.some(({ field }) => field === "recovery") === true;
  return (
    <Page
      title={t("signIn.totpTitle")}
      state={state}
      back={{ href: `/sign-in?${new URLSearchParams(loaderData)}`, label: t("forms.back") }}
    >
      <p>{t("signIn.totpText")}</p>
      <Form state={state} submit={t("signIn.enter")}>
        <input type="hidden" name="kind" value="totp" />
        <input type="hidden" name="next" value={loaderData.next} />
        <TextField
          name="code"
          label={t("signIn.totp")}
          autoComplete="one-time-code"
          inputMode="numeric"
          plain
        />
      </Form>
      <details open={isRecovery}>
        <summary>{t("signIn.recovery")}</summary>
        <p>{t("signIn.recoveryText")}</p>
        <Form state={state} submit={t("signIn.enter")} quiet>
          <input type="hidden" name="kind" value="recovery" />
          <input type="hidden" name="next" value={loaderData.next} />
          <TextField name="recovery" label={t("signIn.recoveryCode")} autoComplete="off" plain />
        </Form>
      </details>
    </Page>
  );
}
