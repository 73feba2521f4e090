import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import type { GrantedRole } from "../api/answers.ts";
import { ask, patience } from "../api/client.ts";
import { Form, SelectField, TextField } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { looksLikeEmail } from "../sign-in/checks.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/members-page.ts";
import { mayChange } from "./may-change.ts";
import { isId } from "./organisation.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

/** Roles that mean something inside an organisation. */
const roles = [
  "contributor",
  "coordinator",
  "administrator",
] as const satisfies readonly GrantedRole[];

const outcomes = ["removed", "changed", "invited"] as const;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const account = await demandAccount(request, context);
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const [organisation, list] = await Promise.all([
    ask(api.GET("/api/v1/organisations/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/organisations/{id}/members", { params: { path }, signal })),
  ]);
  const done = new URL(request.url).searchParams.get("done");
  return {
    id: path.id,
    title: answerFor(request, organisation).title,
    members: answerFor(request, list).members,
    mayChange: mayChange(account, path.id),
    mayGrant: account.roles.some(
      ({ role, scope }) =>
        role === "administrator" && (scope.kind === "platform" || scope.id === path.id),
    ),
    done: outcomes.find((one) => one === done),
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const path = pathOf(params.id);
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const values = typed(form, "do", "person", "email", "circle", "role");
  const back = (done: (typeof outcomes)[number]) =>
    redirect(`/organisations/${path.id}/members?done=${done}`);
  if (values.do === "invite") {
    if (!looksLikeEmail(values.email)) return tryAgain(values, { field: "email", text: "email" });
    const role = roles.find((one) => one === values.role);
    const body = {
      email: values.email,
      ...(values.circle === "" ? {} : { circle: values.circle.slice(0, 40) }),
      ...(role === undefined ? {} : { role }),
    };
    const asked = await ask(
      api.POST("/api/v1/organisations/{id}/members", { params: { path }, body, signal }),
    );
    const fault = refusal(asked, { form, request, field: "email" });
    return fault === undefined ? back("invited") : tryAgain(values, fault);
  }
  if (!isId(values.person)) return tryAgain({}, { text: "gone" });
  const member = { path: { ...path, person: values.person } };
  if (values.do === "circle") {
    const body = { circle: values.circle === "" ? null : values.circle.slice(0, 40) };
    const asked = await ask(
      api.PATCH("/api/v1/organisations/{id}/members/{person}", { params: member, body, signal }),
    );
    const fault = refusal(asked, { form, request });
    return fault === undefined ? back("changed") : tryAgain({}, fault);
  }
  const asked = await ask(
    api.DELETE("/api/v1/organisations/{id}/members/{person}", { params: member, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? back("removed") : tryAgain({}, fault);
};

export default function Members({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { id, title, members, mayChange: isEditor, mayGrant, done } = loaderData;
  return (
    <Page
      title={t("orgs.membersTitle", { title })}
      state={actionData}
      back={{ href: `/organisations/${id}`, label: title }}
      done={done === undefined ? undefined : t(`orgs.${done}`)}
    >
      <ul className="messages">
        {members.map(({ person, name, circle, roles: held, since }) => (
          <li key={person}>
            <h2>{name}</h2>
            <p className="note">
              {[
                ...held.map((role) => t(`roles.${role}`)),
                ...(circle === undefined ? [] : [t("orgs.inCircle", { circle })]),
                t("orgs.since", { date: date(Date.parse(since)) }),
              ].join(" · ")}
            </p>
            {isEditor ? (
              <details>
                <summary>
                  {t("orgs.edit")}
                  <span className="heard"> {name}</span>
                </summary>
                <form method="post" className="form">
                  <input type="hidden" name="person" value={person} />
                  <div className="field">
                    <label htmlFor={`circle-${person}`}>{t("orgs.circle")}</label>
                    <input
                      id={`circle-${person}`}
                      name="circle"
                      type="text"
                      autoComplete="off"
                      maxLength={40}
                      defaultValue={circle}
                    />
                  </div>
                  <p className="actions">
                    <button type="submit" name="do" value="circle" className="quiet">
                      {t("orgs.setCircle")}
                    </button>
                    <button
                      type="submit"
                      name="do"
                      value="remove"
                      className="quiet"
                      aria-label={t("orgs.removeNamed", { name })}
                    >
                      {t("orgs.remove")}
                    </button>
                  </p>
                </form>
              </details>
            ) : null}
          </li>
        ))}
      </ul>
      {isEditor ? (
        <>
          <h2>{t("orgs.invite")}</h2>
          <p>{t("orgs.inviteText")}</p>
          <Form state={actionData} submit={t("orgs.sendInvitation")}>
            <input type="hidden" name="do" value="invite" />
            <TextField
              name="email"
              label={t("orgs.email")}
              type="email"
              autoComplete="off"
              maxLength={254}
            />
            <TextField
              name="circle"
              label={t("orgs.circle")}
              hint={t("orgs.circleHint")}
              autoComplete="off"
              maxLength={40}
              optional
            />
            {mayGrant ? (
              <SelectField
                name="role"
                label={t("orgs.role")}
                options={[
                  { value: "", label: t("orgs.noRole") },
                  ...roles.map((value) => ({ value, label: t(`roles.${value}`) })),
                ]}
              />
            ) : null}
          </Form>
        </>
      ) : null}
    </Page>
  );
}
