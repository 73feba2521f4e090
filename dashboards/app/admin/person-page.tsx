import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { Choice, Form, SelectField, TextField, Tick } from "../forms/form.tsx";
import { type FormFault, type FormState, refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import type { Language } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { Row } from "../legal/contact.tsx";
import { isId } from "../organisations/organisation.ts";
import { services } from "../services.ts";
import { fail } from "../site/failures.ts";
import { useFormats } from "../site/formats-context.tsx";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/person-page.ts";
import { AdminMenu } from "./menu.tsx";
import { readScope, scopeKinds, type TerritoryChoice } from "./scope.ts";
import { adminAnswer, adminApi } from "./session.ts";

const roles = [
  "host",
  "contributor",
  "mediator",
  "data_steward",
  "coordinator",
  "administrator",
] as const;
const outcomes = ["closed", "opened", "given", "taken"] as const;
const pathOf = (id: string) => (isId(id) ? { id } : fail({ kind: "missing" }));

/** The form that gives a role, when several territories are called what was typed. */
interface GivingState extends FormState {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

const choiceOf = ({ id, code, name, kindName }: TerritoryChoice, language: Language) => ({
  value: id,
  label: `${name} (${kindName[language]}, ${code})`,
});

export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const api = await adminApi(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const [person, organisations] = await Promise.all([
    ask(api.GET("/api/v1/admin/people/{id}", { params: { path }, signal })),
    ask(api.GET("/api/v1/organisations", { params: { query: { limit: 200 } }, signal })),
  ]);
  const done = new URL(request.url).searchParams.get("done");
  return {
    person: adminAnswer(request, person),
    organisations: adminAnswer(request, organisations).organisations,
    done: outcomes.find((one) => one === done),
  };
};

export const action = async ({ request, params, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = await adminApi(request, context);
  const path = pathOf(params.id);
  const signal = patience(request.signal);
  const values = typed(
    form,
    ...(["do", "grant", "role", "until", "sure"] as const),
    ...(["scope", "organisation", "territory", "chosen", "thing"] as const),
  );
  const back = (done: (typeof outcomes)[number]) =>
    redirect(`/admin/people/${path.id}?done=${done}`);
  switch (values.do) {
    case "close":
    case "open": {
      if (values.do === "close" && values.sure !== "yes")
        return tryAgain(values, { field: "sure", text: "confirmTick" });
      const asked = await ask(
        values.do === "close"
          ? api.POST("/api/v1/admin/people/{id}/close", { params: { path }, signal })
          : api.POST("/api/v1/admin/people/{id}/open", { params: { path }, signal }),
      );
      const fault = refusal(asked, { form, request });
      if (fault !== undefined) return tryAgain({}, fault);
      return back(values.do === "close" ? "closed" : "opened");
    }
    case "take": {
      if (!isId(values.grant)) return tryAgain({}, { text: "gone" });
      const grant = { path: { ...path, grant: values.grant } };
      const asked = await ask(
        api.DELETE("/api/v1/admin/people/{id}/roles/{grant}", { params: grant, signal }),
      );
      const fault = refusal(asked, { form, request });
      return fault === undefined ? back("taken") : tryAgain({}, fault);
    }
    case "give": {
      const role = roles.find((one) => one === values.role);
      const until =
        values.until === "" ? undefined : endOfDay(values.until, context.get(zoneContext));
      const faults: FormFault[] = [];
      if (role === undefined) faults.push({ field: "role", text: "role" });
      const where = await readScope(api, values, request);
      if (!where.ok && "reason" in where) return tryAgain(values, { text: "silent" });
      if (!where.ok) faults.push(where.fault);
      if (values.until !== "" && (until === undefined || until <= context.get(services).now()))
        faults.push({ field: "until", text: "until" });
      if (faults.length > 0 || role === undefined || !where.ok) {
        const language = context.get(languageContext);
        const choices = (!where.ok && "choices" in where ? (where.choices ?? []) : []).map(
          (choice) => choiceOf(choice, language),
        );
        return data({ values, faults, choices } satisfies GivingState, { status: 400 });
      }
      const body = {
        role,
        scope: where.scope,
        ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
      };
      const asked = await ask(
        api.POST("/api/v1/admin/people/{id}/roles", { params: { path }, body, signal }),
      );
      const fault = refusal(asked, { form, request });
      if (fault === undefined) return back("given");
      // What the API does not understand is the number of the record: all else was chosen.
      const isNumber = fault.text === "invalid" && values.scope === "thing";
      return tryAgain(values, isNumber ? { field: "thing", text: "thing" } : fault);
    }
    default:
      return tryAgain({}, { text: "invalid" });
  }
};

export default function Person({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { moment, date } = useFormats();
  const { person, organisations, done } = loaderData;
  const { choices = [] } = (actionData ?? {}) as Partial<GivingState>;
  const { name, email, signInName, created, lastSeen, closed } = person;
  return (
    <>
      <AdminMenu page={undefined} />
      <Page
        title={name}
        state={actionData}
        back={{ href: "/admin/people", label: t("admin.pages.people") }}
        done={done === undefined ? undefined : t(`adminPeople.done.${done}`)}
      >
        <dl className="facts-list">
          {email === undefined ? null : <Row name={t("account.email")}>{email}</Row>}
          {signInName === undefined ? null : <Row name={t("account.signInName")}>{signInName}</Row>}
          <Row name={t("adminPeople.created")}>{moment(Date.parse(created))}</Row>
          <Row name={t("adminPeople.lastSeen")}>
            {lastSeen === undefined ? t("adminPeople.never") : moment(Date.parse(lastSeen))}
          </Row>
        </dl>
        <h2>{t("adminPeople.roles")}</h2>
        {person.roles.length === 0 ? <p>{t("account.noRole")}</p> : null}
        <ul className="messages">
          {person.roles.map(({ id, role, scope, until }) => {
            const where = scope.title ?? t(`scopes.${scope.kind}`);
            const told = `${t(`roles.${role}`)} (${where})`;
            return (
              <li key={id}>
                <p>
                  {told}
                  {until === undefined
                    ? null
                    : ` ${t("adminPeople.until", { date: date(Date.parse(until) - 1) })}`}
                </p>
                <Form>
                  <input type="hidden" name="do" value="take" />
                  <input type="hidden" name="grant" value={id} />
                  <button
                    type="submit"
                    className="quiet"
                    aria-label={t("adminPeople.takeNamed", { role: told })}
                  >
                    {t("adminPeople.take")}
                  </button>
                </Form>
              </li>
            );
          })}
        </ul>
        <h3>{t("adminPeople.give")}</h3>
        <Form state={actionData} submit={t("adminPeople.giveButton")}>
          <input type="hidden" name="do" value="give" />
          <SelectField
            name="role"
            label={t("adminPeople.role")}
            options={[
              { value: "", label: t("orgs.choose") },
              ...roles.map((value) => ({ value, label: t(`roles.${value}`) })),
            ]}
          />
          <Choice
            name="scope"
            label={t("adminPeople.scope")}
            hint={t("adminPeople.scopeHint")}
            options={scopeKinds.map((value) => ({ value, label: t(`scopes.${value}`) }))}
          />
          {organisations.length === 0 ? null : (
            <SelectField
              name="organisation"
              label={t("adminPeople.organisation")}
              optional
              options={[
                { value: "", label: t("orgs.choose") },
                ...organisations.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          )}
          <TextField
            name="territory"
            label={t("adminPeople.territory")}
            hint={t("adminPeople.territoryHint")}
            autoComplete="off"
            maxLength={100}
            optional
          />
          {choices.length === 0 ? null : (
            <Choice name="chosen" label={t("adminPeople.chosen")} options={choices} />
          )}
          <TextField
            name="thing"
            label={t("adminPeople.thing")}
            hint={t("adminPeople.thingHint")}
            autoComplete="off"
            maxLength={40}
            optional
            plain
          />
          <TextField
            name="until"
            label={t("adminPeople.untilLabel")}
            type="date"
            autoComplete="off"
            optional
          />
        </Form>
        <h2>{t(closed === undefined ? "adminPeople.close" : "adminPeople.open")}</h2>
        <p>{t(closed === undefined ? "adminPeople.closeText" : "adminPeople.openText")}</p>
        {closed === undefined ? (
          <Form state={actionData} submit={t("adminPeople.close")} quiet>
            <input type="hidden" name="do" value="close" />
            <Tick name="sure" label={t("adminPeople.sure")} />
          </Form>
        ) : (
          <Form submit={t("adminPeople.open")} quiet>
            <input type="hidden" name="do" value="open" />
          </Form>
        )}
      </Page>
    </>
  );
}
