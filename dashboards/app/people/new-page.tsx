import { randomUUID } from "node:crypto";
import { useTranslation } from "react-i18next";
import { demandAccount, ownAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { canBeFifteenthBirthday, endOfDay } from "../forms/dates.ts";
import { type FormFault, neededBy, refusal, sent, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { QuestionForm } from "../forms/question-form.tsx";
import {
  nextQuestion,
  questionIn,
  questionPage,
  questionShown,
  questionToMend,
} from "../forms/questions.ts";
import { isLanguage } from "../i18n/language.ts";
import { languageContext } from "../i18n/request-language.ts";
import { termsOf } from "../legal/terms.ts";
import { requestApi, services } from "../services.ts";
import { zoneContext } from "../site/zone.ts";
import type { Route } from "./+types/new-page.ts";
import { scopeIn, scopesOf, sendScan } from "./mandate-scan.ts";
import { NewPersonFields } from "./new-question.tsx";
import { askedAbout, type NewPersonQuestion, newPersonQuestions } from "./new-questions.ts";
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
  "version",
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
  const zone = context.get(zoneContext);
  const read = (form: FormData) =>
    readAnswers(form, { now: now(), zone, terms: terms.version, scopes });
  const { fields: form, taken: scan } = await receiveFile(request, async (file) => {
    const { faults, values } = read(file.fields);
    // What is wrong otherwise is told first: the file is given again with the form.
    if (faults.length > 0 || !account?.ok) return undefined;
    const mediator = account.value.name;
    const about = { name: values.name.slice(0, 100), mediator, language };
    return sendScan(api, file, about, request.signal);
  });
  neededBy(form, request, account);
  const { values, faults, until, isMinor, scope } = read(form);
  const step = questionIn<NewPersonQuestion>(newPersonQuestions, typed(form, "step").step);
  const again = (...told: readonly FormFault[]) =>
    questionPage(values, questionToMend<NewPersonQuestion>(newPersonQuestions, step, told));
  const next = nextQuestion<NewPersonQuestion>(newPersonQuestions, {
    asked: askedAbout({ isMinor, hasScopes: scopes.length > 0 }),
    ...{ step, isBack: form.has("back"), faults },
  });
  if (next !== undefined) return questionPage(values, next);
  if (until === undefined) return again(...faults);
  if (scan !== undefined) {
    const fault = refusal(scan, { form, request, field: "scan" });
    if (fault !== undefined) return again(fault);
  }
  const { once } = typed(form, "once");
  const name = values.name.slice(0, 100);
  const body = {
    name,
    language: isLanguage(values.language) ? values.language : ("fr" as const),
    terms: values.version,
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
  if (asked === undefined) return again({ text: "sent_twice" });
  const fault = refusal(asked, { form, request });
  if (fault !== undefined || !asked.ok) return again(fault ?? { text: "invalid" });
  return sent({ sheet: { ...asked.value, name, site: publicHost(request) } });
};

/** What was typed, and what is wrong with it. */
const readAnswers = (
  form: FormData,
  {
    now,
    zone,
    terms,
    scopes,
  }: {
    readonly now: number;
    readonly zone: string;
    readonly terms: string;
    readonly scopes: ReturnType<typeof scopesOf>;
  },
) => {
  const values = typed(form, ...fields);
  const until = endOfDay(values.until, zone);
  const isMinor = values.age === "minor";
  const scope = scopeIn(scopes, values.scope);
  const faults: FormFault[] = [];
  if (values.name === "") faults.push({ field: "name", text: "hisName" });
  if (until === undefined || until <= now || until > now + MANDATE_MS)
    faults.push({ field: "until", text: "until" });
  if (!isMinor && values.age !== "adult") faults.push({ field: "age", text: "choose" });
  if (isMinor && values.fifteenOn !== "" && !canBeFifteenthBirthday(values.fifteenOn, now))
    faults.push({ field: "fifteenOn", text: "fifteenOn" });
  if (isMinor && values.parentSigned !== "yes")
    faults.push({ field: "parentSigned", text: "parentSigned" });
  if (scopes.length > 0 && scope === undefined) faults.push({ field: "scope", text: "choose" });
  if (values.mandate !== "yes") faults.push({ field: "mandate", text: "mandate" });
  if (values.version !== terms) faults.push({ field: "terms", text: "termsChanged" });
  else if (values.terms !== "yes") faults.push({ field: "terms", text: "terms" });
  return { values, faults, until, isMinor, scope };
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
  const state = questionShown<NewPersonQuestion>(newPersonQuestions, actionData);
  const { step } = state;
  const isFirst = step === "name";
  return (
    <Page
      title={t(`people.steps.${step}`)}
      state={state}
      back={{ href: "/people", label: t("people.title") }}
    >
      {isFirst ? <p>{t("people.newText")}</p> : null}
      <QuestionForm
        questions={newPersonQuestions}
        state={state}
        isFirst={isFirst}
        submit={t(step === "scan" ? "people.make" : "forms.next")}
        withFile={step === "scan"}
      >
        <input type="hidden" name="once" value={loaderData.once} />
        <NewPersonFields step={step} {...loaderData} />
      </QuestionForm>
    </Page>
  );
}
