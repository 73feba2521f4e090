import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { Row } from "../legal/contact.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/account-page.ts";
import { doneIn } from "./done.ts";
import { answerFor, demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const account = await demandAccount(request, context);
  const signal = patience(request.signal);
  const { invitations } = answerFor(
    request,
    await ask(context.get(requestApi).GET("/api/v1/account/invitations", { signal })),
  );
  return { account, invitations, done: doneIn(request) };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { accept, mandate } = typed(form, "accept", "mandate");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const asked =
    accept !== ""
      ? await ask(
          api.POST("/api/v1/account/invitations/{id}/accept", {
            params: { path: { id: accept } },
            signal,
          }),
        )
      : await ask(
          api.POST("/api/v1/account/mandates/{id}/revoke", {
            params: { path: { id: mandate } },
            signal,
          }),
        );
  const fault = refusal(asked, { form, request });
  if (fault !== undefined) return tryAgain({}, fault);
  return redirect(`/account?done=${accept === "" ? "mandate" : "joined"}`);
};

export default function AccountPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { account, invitations, done } = loaderData;
  const isActing = account.acting !== undefined;
  const isPrinted = account.email === undefined;
  return (
    <Page
      title={t("account.title")}
      state={actionData}
      done={done === undefined ? undefined : t(`account.done.${done}`)}
    >
      {invitations.length === 0 || isActing ? null : (
        <section className="notices">
          <h2>{t("account.invitations")}</h2>
          {invitations.map(({ id, organisation }) => (
            <Form key={id} submit={t("account.accept")}>
              <p>{t("account.invitation", { organisation: organisation.title })}</p>
              <input type="hidden" name="accept" value={id} />
            </Form>
          ))}
        </section>
      )}

      <div className="panels">
        <section className="panel">
          <h2>{t("account.profile")}</h2>
          <dl className="settings">
            <Setting name={t("account.name")} href="/account/name" link={t("account.change")}>
              {account.name}
            </Setting>
            <Setting
              name={t("account.email")}
              {...(isActing ? {} : { href: "/account/email", link: t("account.change") })}
            >
              {account.email ?? t("account.noEmail")}
            </Setting>
            {account.signInName === undefined ? null : (
              <Setting name={t("account.signInName")}>{account.signInName}</Setting>
            )}
            <Setting
              name={t("account.language")}
              href="/account/language"
              link={t("account.change")}
            >
              {{ fr: "Français", en: "English" }[account.language]}
            </Setting>
          </dl>
        </section>

        {isActing ? null : (
          <section className="panel">
            <h2>{t("account.entry")}</h2>
            <dl className="settings">
              <Setting
                name={t(isPrinted ? "account.code" : "account.password")}
                href="/account/password"
                link={t("account.change")}
              >
                {t(account.hasPassword ? "account.hasPassword" : "account.noPassword")}
              </Setting>
              <Setting
                name={t("account.passkeys")}
                href="/account/passkeys"
                link={t("account.change")}
              >
                {t("account.passkeyCount", { count: account.passkeys.length })}
              </Setting>
              <Setting name={t("account.totp")} href="/account/codes" link={t("account.change")}>
                {t(account.totp ? "account.on" : "account.off")}
              </Setting>
            </dl>
            <ul className="links">
              <li>
                <a href="/account/sessions">{t("account.sessions")}</a>
              </li>
              <li>
                <a href="/account/keys">{t("account.keys")}</a>
              </li>
            </ul>
          </section>
        )}

        <section className="panel">
          <h2>{t("account.organisations")}</h2>
          {account.organisations.length === 0 ? <p>{t("account.noOrganisation")}</p> : null}
          <ul className="links">
            {account.organisations.map(({ id, title }) => (
              <li key={id}>
                <a href={`/organisations/${id}`}>{title}</a>
              </li>
            ))}
            <li>
              <a href="/organisations">{t("orgs.title")}</a>
            </li>
          </ul>
        </section>

        {account.roles.length === 0 ? null : (
          <section className="panel">
            <h2>{t("account.roles")}</h2>
            <ul>
              {account.roles.map(({ role, scope }) => (
                <li key={`${role} ${scope.kind} ${scope.id}`}>
                  {t(`roles.${role}`)} ({scope.title ?? t(`scopes.${scope.kind}`)})
                </li>
              ))}
            </ul>
          </section>
        )}

        {account.mandates.length === 0 || isActing ? null : (
          <section className="panel">
            <h2>{t("account.mandates")}</h2>
            {account.mandates.map(({ id, mediator, until }) => (
              <Form key={id} submit={t("account.revoke")} quiet>
                <p>{t("account.mandate", { mediator, date: date(Date.parse(until)) })}</p>
                <input type="hidden" name="mandate" value={id} />
              </Form>
            ))}
          </section>
        )}

        <section className="panel">
          <h2>{t("account.yourData")}</h2>
          <ul className="links">
            <li>
              <a href="/account/stations">{t("hosting.stations")}</a>
            </li>
            <li>
              <a href="/groups">{t("groups.title")}</a>
            </li>
            <li>
              <a href="/account/consents">{t("account.consents")}</a>
            </li>
            {isActing ? null : (
              <>
                <li>
                  <a href="/account/data">{t("account.data")}</a>
                </li>
                <li>
                  <a href="/account/erase">{t("account.erase")}</a>
                </li>
              </>
            )}
          </ul>
        </section>
      </div>
      <form method="post" action="/sign-out" className="form">
        <p className="actions">
          <button type="submit" className="quiet">
            {t("account.signOut")}
          </button>
        </p>
      </form>
    </Page>
  );
}

const Setting = (props: {
  readonly name: string;
  readonly href?: string;
  readonly link?: string;
  readonly children: React.ReactNode;
}) => (
  <Row name={props.name}>
    <span className="setting-value">{props.children}</span>
    {props.href === undefined ? null : (
      <a href={props.href} aria-label={`${props.link} : ${props.name}`}>
        {props.link}
      </a>
    )}
  </Row>
);
