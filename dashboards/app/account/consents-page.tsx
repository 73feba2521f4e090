import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/consents-page.ts";
import { doneIn } from "./done.ts";
import { demandAccount } from "./session.ts";

/** Without these there is no account: they end with it. */
const lasting = ["terms", "parent"] as const;
const lastingKind = (kind: string) => lasting.find((one) => one === kind);

export const loader = async ({ request, context }: Route.LoaderArgs) => ({
  consents: (await demandAccount(request, context)).consents,
  done: doneIn(request),
});

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { kind, version } = typed(form, "kind", "version");
  const signal = patience(request.signal);
  const body = { kind, version, given: false };
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/account/consents", { body, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect("/account/consents?done=consent") : tryAgain({}, fault);
};

export default function ConsentsPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { consents, done } = loaderData;
  return (
    <Page
      title={t("accountPages.consentsTitle")}
      state={actionData}
      back={{ href: "/account", label: t("account.toAccount") }}
      done={done === undefined ? undefined : t(`account.done.${done}`)}
    >
      <p>{t("accountPages.consentsText")}</p>
      {consents.length === 0 ? <p>{t("accountPages.noConsent")}</p> : null}
      <ul className="messages">
        {consents.map(({ kind, version, given, at }) => {
          const known = lastingKind(kind);
          const name =
            known === undefined
              ? t("accountPages.consentKinds.other", { kind })
              : t(`accountPages.consentKinds.${known}`);
          const date = moment(Date.parse(at));
          return (
            <li key={kind}>
              <h2>{name}</h2>
              <p>
                {t(given ? "accountPages.consentGiven" : "accountPages.consentWithdrawn", {
                  date,
                  version,
                })}
              </p>
              {known === undefined && given ? (
                <Form>
                  <input type="hidden" name="kind" value={kind} />
                  <input type="hidden" name="version" value={version} />
                  <button
                    type="submit"
                    className="quiet"
                    aria-label={t("accountPages.withdrawNamed", { name })}
                  >
                    {t("accountPages.withdraw")}
                  </button>
                </Form>
              ) : null}
            </li>
          );
        })}
      </ul>
      <p>{t("accountPages.termsNote")}</p>
    </Page>
  );
}
