import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/erase-page.ts";
import { answerFor, demandAccount, ownAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  // Where the erasure leads: nobody is signed in any more.
  if (new URL(request.url).searchParams.has("done") && !(await context.get(ownAccount)())?.ok)
    return { isDone: true } as const;
  const { email, signInName } = await demandAccount(request, context);
  const signal = patience(request.signal);
  const query = { language: context.get(languageContext) };
  const { goes, stays } = answerFor(
    request,
    await ask(
      context.get(requestApi).GET("/api/v1/account/erasure", { params: { query }, signal }),
    ),
  );
  return { isDone: false, goes, stays, confirm: email ?? signInName ?? "" } as const;
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { confirm } = typed(form, "confirm");
  if (confirm === "") return tryAgain({ confirm }, { field: "confirm", text: "confirm" });
  const signal = patience(request.signal);
  const body = { confirm };
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/account/erasure", { body, signal }),
  );
  const fault = refusal(asked, { form, request, field: "confirm" });
  if (fault === undefined) return redirect("/account/erase?done=yes");
  return tryAgain(
    { confirm },
    fault.text === "invalid" ? { field: "confirm", text: "confirm" } : fault,
  );
};

export default function ErasePage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  if (loaderData.isDone)
    return (
      <Page title={t("accountPages.erasedTitle")}>
        <p>{t("accountPages.erased")}</p>
      </Page>
    );
  const { goes, stays, confirm } = loaderData;
  return (
    <Page
      title={t("accountPages.eraseTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      <p>{t("accountPages.eraseText")}</p>
      <h2>{t("accountPages.goes")}</h2>
      <ul>
        {goes.map((what) => (
          <li key={what}>{what}</li>
        ))}
      </ul>
      {stays.length === 0 ? null : (
        <>
          <h2>{t("accountPages.stays")}</h2>
          <ul>
            {stays.map(({ what, why }) => (
              <li key={what}>
                {what} – {why}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {t("accountPages.eraseFirst")} <a href="/account/data">{t("account.data")}</a>
      </p>
      <Form state={actionData} submit={t("accountPages.eraseButton")}>
        <TextField
          name="confirm"
          label={t("accountPages.eraseConfirm", { confirm })}
          autoComplete="off"
          maxLength={254}
          plain
        />
      </Form>
    </Page>
  );
}
