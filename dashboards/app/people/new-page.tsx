import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { demandAccount, ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { canBeFifteenthBirthday, endOfDay } from "../forms/dates.ts";
import { Choice, FileField, Form, SelectField, TextField, Tick } from "../forms/form.tsx";
import { type FormFault, neededBy, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { isLanguage } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { termsOf } from "../legal/terms.ts";
import { requestApi, services } from "../services.ts";
import { territory } from "../site/territory.ts";
import type { Route } from "./+types/new-page.ts";
import { scopeIn, scopesOf, scopeValue, sendScan } from "./mandate-scan.ts";
import { publicHost } from "./public-host.ts";
import { type PrintedSheet, Sheet } from "./sheet.tsx";

const MANDATE_MS = 730 * 86_400_000;

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const account = await demandAccount(request, context);
  const language = context.get(languageContext);
  const { operator } = await context.get(services).operator();
  return {
    ...{ once: randomUUID(), language, terms: termsOf(operator, language).version },
    scopes: scopesOf(account),
  };
};

const fields = [
  "name",
  "language",
  "until",
  "note",
  "age",
  "fifteenOn",
  "parentSigned",
  "terms",
  "mandate",
  "scope",
] as const;

export const action = async ({ request, context }: Route.ActionArgs) => {
  const account = await context.get(ownAccount)();
  const api = context.get(requestApi);
  const language = context.get(languageContext);
  const { now, once: doOnce, operator: find, receiveFile } = context.get(services);
  const terms = termsOf((await find()).operator, language);
  const scopes = account?.ok ? scopesOf(account.value) : [];
  const read = (form: FormData) => readAnswers(form, { now: now(), terms: terms.version, scopes });
  const { fields: form, taken: scan } = await receiveFile(request, async (file) => {
    const { faults, values } = read(file.fields);
    // What is wrong otherwise is told first: the file is given again with the form.
    if (faults.length > 0 || !account?.ok) return undefined;
    const mediator = account.value.name;
    const about = { name: values.name.slice(0, 100), mediator, language };
    return sendScan(api, file, about, request.signal);
  });
  neededBy(form, request, account);
  const { values, faults, until, isMinor, version, scope } = read(form);
  if (faults.length > 0 || until === undefined) return tryAgain(values, ...faults);
  if (scan !== undefined) {
    const fault = refusal(scan, { form, request, field: "scan" });
    if (fault !== undefined) return tryAgain(values, fault);
  }
  const { once } = typed(form, "once");
  const name = values.name.slice(0, 100);
  const body = {
    name,
    language: isLanguage(values.language) ? values.language : ("fr" as const),
    terms: version,
    under15: isMinor,
    ...(isMinor && values.fifteenOn !== "" ? { fifteenOn: values.fifteenOn } : {}),
    parentSigned: isMinor,
    mandate: {
      until: new Date(until).toISOString(),
      ...(values.note === "" ? {} : { note: values.note.slice(0, 500) }),
      ...(scan?.ok === true ? { scan: scan.value.id } : {}),
      ...(scope === undefined ? {} : { scope }),
    },
  };
  const signal = patience(request.signal);
  const asked = await doOnce(once, () => ask(api.POST("/api/v1/people", { body, signal })));
  if (asked === undefined) return tryAgain(values, { text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return tryAgain(values, ...(fault ? [fault] : []));
  return sent({ sheet: { ...asked.value, name, site: publicHost(request) } });
};
/** What was typed, and what is wrong with it. */
const readAnswers = (
  form: FormData,
  {
    now,
    terms,
    scopes,
  }: {
    readonly now: number;
    readonly terms: string;
    readonly scopes: ReturnType<typeof scopesOf>;
  },
) => {
  const { version } = typed(form, "version");
  const values = typed(form, ...fields);
  const until = endOfDay(values.until, territory.zone);
  const isMinor = values.age === "minor";
  const scope = scopeIn(scopes, values.scope);
  const faults: FormFault[] = [];
  if (values.name === "") faults.push({ field: "name", text: "hisName" });
  if (until === undefined || until <= now || until > now + MANDATE_MS)
    faults.push({ field: "until", text: "until" });
  if (isMinor && values.fifteenOn !== "" && !canBeFifteenthBirthday(values.fifteenOn, now))
    faults.push({ field: "fifteenOn", text: "fifteenOn" });
  if (isMinor && values.parentSigned !== "yes")
    faults.push({ field: "parentSigned", text: "parentSigned" });
  if (scopes.length > 0 && scope === undefined) faults.push({ field: "scope", text: "where" });
  if (values.mandate !== "yes") faults.push({ field: "mandate", text: "mandate" });
  if (version !== terms) faults.push({ field: "terms", text: "termsChanged" });
  else if (values.terms !== "yes") faults.push({ field: "terms", text: "terms" });
  return { values, faults, until, isMinor, version, scope };
};

export default function NewPerson({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { sheet } = (actionData ?? {}) as { sheet?: PrintedSheet };
  if (sheet !== undefined)
    return (
      <Page title={t("people.sheetTitle", { name: sheet.name })}>
        <Sheet sheet={sheet} />
      </Page>
    );
  return (
    <Page
      title={t("people.newTitle")}
      state={actionData}
      back={{ href: "/people", label: t("people.title") }}
    >
      <p>{t("people.newText")}</p>
      <Form state={actionData} submit={t("people.make")} withFile>
        <input type="hidden" name="once" value={loaderData.once} />
        <TextField name="name" label={t("people.name")} autoComplete="off" maxLength={100} />
        <SelectField
          name="language"
          label={t("people.language")}
          preset={loaderData.language}
          options={[
            { value: "fr", label: "Français" },
            { value: "en", label: "English" },
          ]}
        />
        <Choice
          name="age"
          label={t("people.age")}
          preset="adult"
          options={[
            { value: "adult", label: t("people.adult") },
            { value: "minor", label: t("people.minor") },
          ]}
        />
        <TextField
          name="fifteenOn"
          label={t("people.fifteenOn")}
          hint={t("people.fifteenHint")}
          type="date"
          autoComplete="off"
          optional
        />
        <Tick name="parentSigned" label={t("people.parentSigned")} />
        <TextField
          name="until"
          label={t("people.until_label")}
          hint={t("people.untilHint")}
          type="date"
          autoComplete="off"
        />
        <TextField
          name="note"
          label={t("people.note")}
          hint={t("people.noteHint")}
          autoComplete="off"
          maxLength={500}
          optional
        />
        {loaderData.scopes.length === 0 ? null : (
          <SelectField
            name="scope"
            label={t("people.scope")}
            hint={t("people.scopeHint")}
            options={[
              { value: "", label: "–" },
              ...loaderData.scopes.map((scope) => ({
                value: scopeValue(scope),
                label: scope.title ?? t(`scopes.${scope.kind}`),
              })),
            ]}
          />
        )}
        <Tick name="mandate" label={t("people.mandateSigned")} />
        <input type="hidden" name="version" value={loaderData.terms} />
        <p>
          {t("link.termsText")}{" "}
          <a href="/terms" target="_blank" rel="noopener">
            {t("link.readTerms")}
          </a>
        </p>
        <Tick name="terms" label={t("people.terms")} />
        <FileField
          name="scan"
          label={t("people.scan")}
          hint={t("people.scanHint")}
          accept="application/pdf,image/jpeg,image/png,image/webp"
          optional
        />
      </Form>
    </Page>
  );
}
