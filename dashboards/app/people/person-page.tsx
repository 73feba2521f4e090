import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { Form, TextField, Tick } from "../forms/form.tsx";
import { refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";
import { territory } from "../site/territory.ts";
import type { Route } from "./+types/person-page.ts";
import { askAssisted } from "./assisted.ts";
import { MandateNote } from "./list-page.tsx";
import { publicHost } from "./public-host.ts";
import { type PrintedSheet, Sheet } from "./sheet.tsx";

const MANDATE_MS = 730 * 86_400_000;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const people = await askAssisted(request, context);
  const person = people.find(({ id, isActive }) => id === params.id && isActive);
  return person === undefined ? fail({ kind: "missing" }) : { person };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const values = typed(form, "do", "until", "mandate", "of");
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const path = { id: params.id };
  switch (values.do) {
    case "act": {
      const body = { person: params.id };
      const asked = await ask(api.POST("/api/v1/account/acting", { body, signal }));
      const fault = refusal(asked, { form, request });
      return fault === undefined ? redirect("/account") : tryAgain({}, fault);
    }
    case "renew": {
      const now = context.get(services).now();
      const until = endOfDay(values.until, territory.zone);
      if (until === undefined || until <= now || until > now + MANDATE_MS)
        return tryAgain(values, { field: "until", text: "until" });
      if (values.mandate !== "yes") return tryAgain(values, { field: "mandate", text: "mandate" });
      const body = { until: new Date(until).toISOString() };
      const asked = await ask(
        api.POST("/api/v1/people/{id}/mandates", { params: { path }, body, signal }),
      );
      const fault = refusal(asked, { form, request });
      return fault === undefined ? redirect("/people?done=renewed") : tryAgain(values, fault);
    }
    case "revoke": {
      const asked = await ask(
        api.POST("/api/v1/people/{id}/mandates/{mandate}/revoke", {
          params: { path: { ...path, mandate: values.of } },
          signal,
        }),
      );
      const fault = refusal(asked, { form, request });
      return fault === undefined ? redirect("/people?done=revoked") : tryAgain({}, fault);
    }
    case "code": {
      const asked = await ask(api.POST("/api/v1/people/{id}/code", { params: { path }, signal }));
      const fault = refusal(asked, { form, request });
      if (fault !== undefined || !asked.ok) return tryAgain({}, ...(fault ? [fault] : []));
      const sheet = { ...asked.value, site: publicHost(request) };
      return sent({ sheet });
    }
    default:
      return tryAgain({}, { text: "invalid" });
  }
};

export default function Person({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { person } = loaderData;
  const { name } = person;
  const { sheet } = (actionData ?? {}) as { sheet?: Omit<PrintedSheet, "name"> };
  if (sheet !== undefined)
    return (
      <Page title={t("people.sheetTitle", { name })}>
        <Sheet sheet={{ ...sheet, name }} />
      </Page>
    );
  return (
    <Page title={name} state={actionData} back={{ href: "/people", label: t("people.title") }}>
      {person.signInName === undefined ? null : (
        <p>{t("people.nameOf", { name: person.signInName })}</p>
      )}
      <p>
        <MandateNote person={person} />
      </p>
      <p>{t("people.actText")}</p>
      <Form submit={t("people.act", { name })}>
        <input type="hidden" name="do" value="act" />
      </Form>
      <h2>{t("people.newCode")}</h2>
      <p>{t("people.newCodeText")}</p>
      <Form submit={t("people.newCode")} quiet>
        <input type="hidden" name="do" value="code" />
      </Form>
      <h2>{t("people.renew")}</h2>
      <p>{t("people.renewText")}</p>
      <Form state={actionData} submit={t("people.renewButton")} quiet>
        <input type="hidden" name="do" value="renew" />
        <TextField
          name="until"
          label={t("people.until_label")}
          hint={t("people.untilHint")}
          type="date"
          autoComplete="off"
        />
        <Tick name="mandate" label={t("people.mandateSigned")} />
      </Form>
      <h2>{t("people.revoke")}</h2>
      <p>{t("people.revokeText")}</p>
      <Form submit={t("people.revoke")} quiet>
        <input type="hidden" name="do" value="revoke" />
        <input type="hidden" name="of" value={person.mandate.id} />
      </Form>
    </Page>
  );
}
