import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, Tick } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { hasAgreed, termsOf } from "../legal/terms.ts";
import { TermsText } from "../legal/terms-text.tsx";
import { requestApi, services } from "../services.ts";
import type { Route } from "./+types/terms-page.ts";
import { demandAccount, type LoaderContext, nextPage } from "./session.ts";

const termsIn = async (context: LoaderContext) => {
  const { operator } = await context.get(services).operator();
  return termsOf(operator, context.get(languageContext));
};

const nextIn = (request: Request): string =>
  nextPage(new URL(request.url).searchParams.get("next"));

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { consents, acting } = await demandAccount(request, context);
  const terms = await termsIn(context);
  if (acting !== undefined || hasAgreed(consents, terms)) throw redirect(nextIn(request));
  return { terms };
};

/** The version that was shown is agreed to, and no other. */
export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { terms: agreed, version } = typed(form, "terms", "version");
  const { version: current } = await termsIn(context);
  if (version !== current) return tryAgain({}, { field: "terms", text: "termsChanged" });
  if (agreed !== "yes") return tryAgain({}, { field: "terms", text: "terms" });
  const signal = patience(request.signal);
  const body = { kind: "terms", version, given: true };
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/account/consents", { body, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect(nextIn(request)) : tryAgain({}, fault);
};

export default function NewTerms({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { terms } = loaderData;
  return (
    <Page title={t("newTerms.title")} state={actionData}>
      <p>{t("newTerms.text")}</p>
      <div className="sheet">
        <TermsText terms={terms} />
      </div>
      <Form state={actionData} submit={t("newTerms.go")}>
        <input type="hidden" name="version" value={terms.version} />
        <Tick name="terms" label={t("link.terms")} />
      </Form>
      <h2>{t("newTerms.noTitle")}</h2>
      <ul className="links">
        <li>
          <a href="/account/data">{t("account.data")}</a>
        </li>
        <li>
          <a href="/account/erase">{t("account.erase")}</a>
        </li>
      </ul>
    </Page>
  );
}
