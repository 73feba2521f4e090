import { useTranslation } from "react-i18next";
import { data, redirect } from "react-router";
import { ownAccount, signInAddress } from "../account/session.ts";
import { type Asked, ask, patience } from "../api/client.ts";
import { canBeFifteenthBirthday } from "../forms/dates.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormFault, refusal, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { QuestionForm } from "../forms/question-form.tsx";
import {
  nextQuestion,
  questionIn,
  questionPage,
  questionShown,
  questionToMend,
} from "../forms/questions.ts";
import { languageContext } from "../i18n/request-language.ts";
import { termsOf } from "../legal/terms.ts";
import { requestApi, services } from "../services.ts";
import { fail } from "../site/failures.ts";
import type { Route } from "./+types/link-page.ts";
import { looksLikeEmail } from "./checks.ts";
import { SignUpQuestion } from "./sign-up-question.tsx";
import { askedOf, type SignUpQuestionName, signUpQuestions } from "./sign-up-questions.ts";
import { afterSignIn } from "./signed-in.ts";

/** Where the button of a link leads; elsewhere it is the account. */
const placeAfter: { readonly [kind: string]: string } = {
  first_administrator: "/admin",
  password: "/account/password?forgotten=yes",
};

/** Opening the page looks at the link and uses it up in no way: programs that read mails open links too. */
export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  if (token === "" || token.length > 200)
    return data({ kind: "invalid" as const }, { status: 410 });
  const signal = patience(request.signal);
  const body = { token };
  const asked = await ask(
    context.get(requestApi).POST("/api/v1/account/links/look", { body, signal }),
  );
  if (!asked.ok) {
    if (asked.reason !== "refused") return fail({ kind: asked.reason });
    return data({ kind: "invalid" as const }, { status: 410 });
  }
  const account = await context.get(ownAccount)();
  const { operator } = await context.get(services).operator();
  const { version } = termsOf(operator, context.get(languageContext));
  return { ...asked.value, token, isSignedIn: account?.ok === true, terms: version };
};

const refused = (asked: Asked<object>, form: FormData, request: Request) =>
  refusal(asked, { form, request });

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { token, kind, ...values } = typed(
    form,
    ...(["token", "kind", "name", "email", "terms", "version", "age"] as const),
    ...(["parentEmail", "fifteenOn"] as const),
  );
  const { now, operator: findOperator } = context.get(services);
  const isWrongDay = values.fifteenOn !== "" && !canBeFifteenthBirthday(values.fifteenOn, now());
  const wrongDay: FormFault = { field: "fifteenOn", text: "fifteenOn" };
  const fifteen = values.fifteenOn === "" ? {} : { fifteenOn: values.fifteenOn };
  if (kind === "email") {
    const asked = await ask(api.POST("/api/v1/account/email/confirm", { body: { token }, signal }));
    // Opened in a browser where nobody has signed in: the link stays good for afterwards.
    if (!asked.ok && asked.reason === "refused" && asked.code === "not_authenticated")
      throw redirect(signInAddress(request));
    const fault = refused(asked, form, request);
    return fault === undefined
      ? redirect("/account?done=email_confirmed")
      : tryAgain(values, fault);
  }
  if (kind === "parent") {
    if (isWrongDay) return tryAgain(values, wrongDay);
    const body = { token, ...fifteen };
    const asked = await ask(api.POST("/api/v1/account/parent", { body, signal }));
    const fault = refused(asked, form, request);
    return fault === undefined ? sent({ outcome: "consented" as const }) : tryAgain(values, fault);
  }
  const isNew = form.has("new");
  const isMinor = values.age === "minor";
  const faults: FormFault[] = [];
  const isFirst = kind === "first_administrator";
  const step = questionIn<SignUpQuestionName>(signUpQuestions, typed(form, "step").step);
  /** The form again; of several questions, the page of the first one to mend. */
  const again = (...told: readonly FormFault[]) =>
    isNew
      ? questionPage<SignUpQuestionName>(values, questionToMend(signUpQuestions, step, told))
      : tryAgain(values, ...told);
  if (isNew) {
    if (values.name === "") faults.push({ field: "name", text: "name" });
    if (isFirst && !looksLikeEmail(values.email)) faults.push({ field: "email", text: "email" });
    if (!isFirst && !isMinor && values.age !== "adult")
      faults.push({ field: "age", text: "choose" });
    if (isMinor && !looksLikeEmail(values.parentEmail))
      faults.push({ field: "parentEmail", text: "parent" });
    if (isMinor && isWrongDay) faults.push(wrongDay);
    const { operator } = await findOperator();
    // Agreed to is the version that the page showed.
    if (values.version !== termsOf(operator, context.get(languageContext)).version)
      faults.push({ field: "terms", text: "termsChanged" });
    else if (values.terms !== "yes") faults.push({ field: "terms", text: "terms" });
    const asked = askedOf[isFirst ? "first_administrator" : isMinor ? "minor" : "adult"];
    const isBack = form.has("back");
    const next = nextQuestion<SignUpQuestionName>(signUpQuestions, { asked, step, isBack, faults });
    if (next !== undefined) return questionPage<SignUpQuestionName>(values, next);
  }
  const asked = await ask(
    api.POST("/api/v1/account/sign-in/confirm", {
      body: {
        token,
        language: context.get(languageContext),
        ...(isNew ? { name: values.name.slice(0, 100), terms: values.version } : {}),
        ...(isNew && isFirst ? { email: values.email } : {}),
        ...(isNew && isMinor ? { under15: true, parentEmail: values.parentEmail, ...fifteen } : {}),
      },
      signal,
    }),
  );
  const fault = refused(asked, form, request);
  if (fault !== undefined || !asked.ok) return again(aboutAnswer(fault, { isFirst, isMinor }));
  return (
    afterSignIn(asked.value, placeAfter[kind] ?? "/account") ??
    sent({ outcome: "parent_needed" as const })
  );
};

/** Which answer the API has refused. */
const aboutAnswer = (
  fault: FormFault = { text: "invalid" },
  { isFirst, isMinor }: { readonly isFirst: boolean; readonly isMinor: boolean },
): FormFault => {
  if (isFirst && fault.text === "conflict") return { field: "email", text: "addressTaken" };
  if (fault.text !== "invalid") return fault;
  if (isFirst) return { field: "email", text: "email" };
  return isMinor ? { field: "parentEmail", text: "parent" } : fault;
};

export default function LinkPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const state = actionData;
  if (state !== undefined && "outcome" in state)
    return state.outcome === "consented" ? (
      <Page title={t("link.parentTitle")} done={t("link.consentDone")}>
        <p />
      </Page>
    ) : (
      <Page title={t("signIn.parentTitle")}>
        <p>{t("signIn.parentText")}</p>
      </Page>
    );
  if (loaderData.kind === "invalid")
    return (
      <Page title={t("link.invalidTitle")}>
        <p>{t("link.invalidText")}</p>
        <p className="actions">
          <a className="button" href="/sign-in">
            {t("link.another")}
          </a>
        </p>
      </Page>
    );
  const { kind, token, email = "", name = "", isSignedIn, terms } = loaderData;
  const hidden = (
    <>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="kind" value={kind} />
    </>
  );
  /** A question of the form for a new account; the first one has the title and a word about the account. */
  const signUp = (title: string, about: string) => {
    const asked = questionShown<SignUpQuestionName>(signUpQuestions, state);
    const { step } = asked;
    const isFirst = step === "name";
    return (
      <Page title={isFirst ? title : t(`link.steps.${step}`)} state={state}>
        {isFirst ? <p>{about}</p> : null}
        <QuestionForm
          questions={signUpQuestions}
          state={asked}
          isFirst={isFirst}
          submit={t(step === "terms" ? "link.create" : "forms.next")}
        >
          {hidden}
          <input type="hidden" name="new" value="yes" />
          <SignUpQuestion step={step} terms={terms} />
        </QuestionForm>
      </Page>
    );
  };
  switch (kind) {
    case "sign_in":
      return (
        <Page title={t("link.signInTitle")} state={state}>
          <p>{t("link.signInText", { email })}</p>
          <Form submit={t("link.signIn")}>{hidden}</Form>
        </Page>
      );
    case "password":
      return (
        <Page title={t("link.passwordTitle")} state={state}>
          <p>{t("link.passwordText", { email })}</p>
          <Form submit={t("link.passwordGo")}>{hidden}</Form>
        </Page>
      );
    case "email":
      return (
        <Page title={t("link.emailTitle")} state={state}>
          <p>{t("link.emailText", { email })}</p>
          <Form submit={t("link.confirmEmail")}>{hidden}</Form>
        </Page>
      );
    case "parent":
      return (
        <Page title={t("link.parentTitle")} state={state}>
          <p>{t("link.parentText", { name })}</p>
          <p>
            <a href="/privacy">{t("legal.privacy")}</a>
          </p>
          <Form state={state} submit={t("link.consent")}>
            {hidden}
            <TextField
              name="fifteenOn"
              label={t("link.childFifteenOn")}
              hint={t("link.childFifteenHint")}
              type="date"
              autoComplete="off"
              optional
            />
          </Form>
        </Page>
      );
    case "first_administrator":
      if (isSignedIn)
        return (
          <Page title={t("link.firstTitle")} state={state}>
            <p>{t("link.firstText")}</p>
            <p>{t("link.firstSignedIn")}</p>
            <Form submit={t("link.becomeFirst")}>{hidden}</Form>
          </Page>
        );
      return signUp(t("link.firstTitle"), t("link.firstText"));
    case "sign_up":
      return signUp(t("link.steps.name"), t("link.signUpText", { email }));
    default:
      return kind satisfies never;
  }
}
