import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/sign-out-page.ts";
import { ownAccount } from "./session.ts";

/** Opening the page signs nobody out: it has the button for that. */
export const loader = async ({ context }: Route.LoaderArgs) => ({
  isSignedIn: (await context.get(ownAccount)())?.ok === true,
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const signal = patience(request.signal);
  const asked = await ask(context.get(requestApi).POST("/api/v1/account/sign-out", { signal }));
  // Whoever is signed out already has what they wanted.
  const isOut = !asked.ok && asked.reason === "refused" && asked.status === 401;
  if (!isOut) refusal(asked, { form, request });
  return redirect("/sign-out");
};

export default function SignedOut({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  if (loaderData.isSignedIn)
    return (
      <Page title={t("account.signOut")}>
        <p>{t("account.signOutText")}</p>
        <Form submit={t("account.signOut")} />
      </Page>
    );
  return (
    <Page title={t("account.signedOut")}>
      <p className="actions">
        <a className="button" href="/">
          {t("failure.toHome")}
        </a>
        <a className="button quiet" href="/sign-in">
          {t("account.signIn")}
        </a>
      </p>
    </Page>
  );
}
