import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount, ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { FileField, Form, TextField, Tick } from "../forms/form.tsx";
import { type FormFault, neededBy, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/person-page.ts";
import { askAssisted } from "./assisted.ts";
import { MandateNote } from "./list-page.tsx";
import { scopeIn, scopesOf, scopeValue, sendScan } from "./mandate-scan.ts";
import { publicHost } from "./public-host.ts";
import { ScopeField } from "./scope-field.tsx";
import { type PrintedSheet, Sheet } from "./sheet.tsx";

const MANDATE_MS = 730 * 86_400_000;

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const people = await askAssisted(request, context);
  const person = people.find(({ id, isActive }) => id === params.id && isActive);
  if (person === undefined) return fail({ kind: "missing" });
  return { person, scopes: scopesOf(await demandAccount(request, context)) };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const account = await context.get(ownAccount)();
  const api = context.get(requestApi);
  const { now: clock, receiveFile } = context.get(services);
  const day = { now: clock(), zone: context.get(zoneContext) };
  const { fields: form, taken: scan } = await receiveFile(request, async (file) => {
    if (!account?.ok) return undefined;
    // What is wrong otherwise is told first: the file is given again with the form.
    const { faults } = readRenewal(file.fields, { ...day, scopes: scopesOf(account.value) });
    if (faults.length > 0) return undefined;
    const about = {
      name: typed(file.fields, "name").name.slice(0, 100) || params.id,
      mediator: account.value.name,
      language: context.get(languageContext),
    };
    return sendScan(api, file, about, request.signal);
  });
  const scopes = scopesOf(neededBy(form, request, account));
  const values = typed(form, "do", "of", ...renewalFields);
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
      const { faults, until, scope } = readRenewal(form, { ...day, scopes });
      if (faults.length > 0 || until === undefined) return tryAgain(values, ...faults);
      if (scan !== undefined) {
        const refused = refusal(scan, { form, request, field: "scan" });
        if (refused !== undefined) return tryAgain(values, refused);
      }
      const body = {
        until: new Date(until).toISOString(),
        ...(scan?.ok === true ? { scan: scan.value.id } : {}),
        ...(scope === undefined ? {} : { scope }),
      };
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

const renewalFields = ["until", "scope", "mandate"] as const;

/** What was said about a renewed mandate, and what is wrong with it. */
const readRenewal = (
  form: FormData,
  {
    now,
    zone,
    scopes,
  }: {
    readonly now: number;
    readonly zone: string;
    readonly scopes: ReturnType<typeof scopesOf>;
  },
) => {
  const values = typed(form, ...renewalFields);
  const until = endOfDay(values.until, zone);
  const scope = scopeIn(scopes, values.scope);
  const faults: FormFault[] = [];
  if (until === undefined || until <= now || until > now + MANDATE_MS)
    faults.push({ field: "until", text: "until" });
  if (scopes.length > 0 && scope === undefined) faults.push({ field: "scope", text: "choose" });
  if (values.mandate !== "yes") faults.push({ field: "mandate", text: "mandate" });
  return { faults, until, scope };
};

export default function Person({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { person, scopes } = loaderData;
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
      {person.mandate.scan === undefined ? null : (
        <p>
          <a href={`/api/v1/media/${person.mandate.scan}/full`}>{t("people.seeScan")}</a>
        </p>
      )}
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
      <Form state={actionData} submit={t("people.renewButton")} quiet withFile>
        <input type="hidden" name="do" value="renew" />
        <input type="hidden" name="name" value={name} />
        <TextField
          name="until"
          label={t("people.until_label")}
          hint={t("people.untilHint")}
          type="date"
          autoComplete="off"
        />
        {scopes.length === 0 ? null : (
          <ScopeField
            scopes={scopes}
            preset={person.mandate.scope && scopeValue(person.mandate.scope)}
          />
        )}
        <Tick name="mandate" label={t("people.mandateSigned")} />
        <FileField
          name="scan"
          label={t("people.scan")}
          hint={t("people.scanHint")}
          accept="application/pdf,image/jpeg,image/png,image/webp"
          optional
        />
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
