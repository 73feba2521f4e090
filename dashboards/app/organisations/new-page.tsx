import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi, services } from "../services.ts";
import type { Route } from "./+types/new-page.ts";
import { OrganisationFields } from "./fields.tsx";
import { organisationIn } from "./organisation.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  return { once: randomUUID() };
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { once } = typed(form, "once");
  const { values, faults, body } = organisationIn(form);
  if (body === undefined) return tryAgain(values, ...faults);
  const signal = patience(request.signal);
  const asked = await context
    .get(services)
    .once(once, () => ask(context.get(requestApi).POST("/api/v1/organisations", { body, signal })));
  if (asked === undefined) return tryAgain(values, { text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain(values, ...(fault ? [fault] : []));
  return redirect(`/organisations/${asked.value.id}`);
};

export default function NewOrganisation({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  return (
    <Page
      title={t("orgs.addTitle")}
      state={actionData}
      back={{ href: "/organisations", label: t("orgs.toList") }}
    >
      <p>{t("orgs.addText")}</p>
      <Form state={actionData} submit={t("orgs.add")}>
        <input type="hidden" name="once" value={loaderData.once} />
        <OrganisationFields />
      </Form>
    </Page>
  );
}
