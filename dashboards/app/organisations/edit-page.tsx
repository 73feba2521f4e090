import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { answerFor, demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/edit-page.ts";
import { OrganisationFields } from "./fields.tsx";
import { isId, organisationIn } from "./organisation.ts";

const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).GET("/api/v1/organisations/{id}", { params: { path }, signal }),
  );
  return answerFor(request, asked);
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const path = pathOf(params.id);
  const { values, faults, body } = organisationIn(form);
  if (body === undefined) return tryAgain(values, ...faults);
  const signal = patience(request.signal);
  const asked = await ask(
    context.get(requestApi).PATCH("/api/v1/organisations/{id}", { params: { path }, body, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined
    ? redirect(`/organisations/${path.id}?done=changed`)
    : tryAgain(values, fault);
};

export default function EditOrganisation({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { id, title } = loaderData;
  return (
    <Page
      title={t("orgs.editTitle", { title })}
      state={actionData}
      back={{ href: `/organisations/${id}`, label: title }}
    >
      <Form state={actionData} submit={t("forms.save")}>
        <OrganisationFields preset={loaderData} />
      </Form>
    </Page>
  );
}
