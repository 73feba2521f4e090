import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { Row } from "../legal/contact.tsx";
import { requestApi } from "../services.ts";
import { answerOr, fail } from "../site/failures.ts";
import { mayPrepare } from "../workshops/may-prepare.ts";
import type { Route } from "./+types/organisation-page.ts";
import { mayChange } from "./may-change.ts";
import { isId, type LegalForm } from "./organisation.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/organisations/{id}", { params: { path }, signal }),
  );
  const organisation = answerOr(asked, { kind: "missing" });
  const account = await context.get(ownAccount)();
  const own = account?.ok === true ? account.value : undefined;
  const isMember = own?.organisations.some(({ id }) => id === path.id) === true;
  return {
    organisation,
    isMember,
    mayChange: mayChange(own, path.id),
    mayPrepare: mayPrepare(own, path.id),
    done: new URL(request.url).searchParams.get("done") === "changed",
  };
};

/** Leaving. */
export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/organisations/{id}/leave", { params: { path }, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect("/organisations?done=left") : tryAgain({}, fault);
};

export default function OrganisationPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { organisation, isMember, mayChange: isEditor, mayPrepare: isLeader, done } = loaderData;
  const { id, title, summary, legalForm, place, website, relation } = organisation;
  const kind = relation as keyof typeof relations | undefined;
  const relations = { bearer: true, member: true, associate: true, supporter: true };
  return (
    <Page
      title={title}
      state={actionData}
      back={{ href: "/organisations", label: t("orgs.toList") }}
      done={done ? t("orgs.changed") : undefined}
    >
      {summary ? <p className="postal">{summary}</p> : null}
      <dl className="facts-list">
        <Row name={t("orgs.legalForm")}>{t(`orgs.forms.${legalForm as LegalForm}`)}</Row>
        {place ? <Row name={t("orgs.place")}>{place}</Row> : null}
        {website ? (
          <Row name={t("orgs.website")}>
            <a href={website} rel="nofollow ugc noreferrer">
              {website}
            </a>
          </Row>
        ) : null}
        {kind !== undefined && Object.hasOwn(relations, kind) ? (
          <Row name={t("orgs.relation")}>{t(`orgs.relations.${kind}`)}</Row>
        ) : null}
      </dl>
      {isMember || isEditor || isLeader ? (
        <p className="actions">
          {isMember || isEditor ? (
            <a className="button quiet" href={`/organisations/${id}/members`}>
              {t("orgs.seeMembers")}
            </a>
          ) : null}
          {isEditor ? (
            <a className="button quiet" href={`/organisations/${id}/edit`}>
              {t("orgs.edit")}
            </a>
          ) : null}
          {isEditor ? (
            <a className="button quiet" href={`/organisations/${id}/practice`}>
              {t("practice.link")}
            </a>
          ) : null}
          {isLeader ? (
            <a className="button quiet" href={`/organisations/${id}/workshops`}>
              {t("workshops.link")}
            </a>
          ) : null}
        </p>
      ) : null}
      {isMember ? <Form submit={t("orgs.leave")} quiet /> : null}
    </Page>
  );
}
