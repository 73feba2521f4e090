import { useTranslation } from "react-i18next";
import { data } from "react-router";
import { nextPage } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { type FormState, refusal, secretIn, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { languageContext } from "../i18n/request-language.ts";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/sign-in-page.ts";
import { LEAST_PASSWORD, looksLikeEmail } from "./checks.ts";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { afterSignIn } from "./signed-in.ts";

/** A passkey needs script; every other way works without. */
export const handle = { scripts: true };

export const loader = ({ request }: Route.LoaderArgs) => {
  const { searchParams } = new URL(request.url);
  return { next: nextPage(searchParams.get("next")), again: searchParams.has("again") };
};

const steps = ["who", "how", "link", "forgotten", "password", "code", "newCode"] as const;
type Step = (typeof steps)[number];

/** The page of a step, with what was typed so far. Nothing of it stands in an address. */
const show = (step: Step | "sent" | "parent", who: string, faults: FormState["faults"] = []) =>
  data({ step, state: { values: { who }, faults } }, { status: faults.length === 0 ? 200 : 400 });

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { who, ...given } = typed(form, "who", "step", "next");
  const next = nextPage(given.next);
  const step = steps.find((one) => one === given.step) ?? "who";
  switch (step) {
    case "who": {
      if (who === "" || who.length > 254) return show("who", who, [{ field: "who", text: "who" }]);
      if (!who.includes("@")) return show("code", who);
      if (!looksLikeEmail(who)) return show("who", who, [{ field: "who", text: "email" }]);
      return show("how", who);
    }
    case "how":
      return show("how", who);
    case "link":
    case "forgotten": {
      const language = context.get(languageContext);
      const purpose = step === "link" ? ("sign_in" as const) : ("password" as const);
      const body = { email: who, language, purpose };
      const asked = await ask(api.POST("/api/v1/account/sign-in/link", { body, signal }));
      const fault = refusal(asked, { form, request, field: "who" });
      return fault === undefined ? show("sent", who) : show("who", who, [fault]);
    }
    case "password": {
      const password = secretIn(form, "password");
      if (password === "") return show("how", who, [{ field: "password", text: "password" }]);
      const body = { email: who, password };
      const asked = await ask(api.POST("/api/v1/account/sign-in/password", { body, signal }));
      const fault = refusal(asked, { form, request, field: "password" });
      if (fault !== undefined || !asked.ok) return show("how", who, fault ? [fault] : []);
      return afterSignIn(asked.value, next) ?? show("parent", who);
    }
    case "code":
    case "newCode": {
      const code = secretIn(form, "code").trim();
      const newCode = secretIn(form, "newCode");
      if (code === "") return show(step, who, [{ field: "code", text: "code" }]);
      if (step === "newCode" && newCode.length < LEAST_PASSWORD)
        return show(step, who, [{ field: "newCode", text: "newCode" }]);
      const body = { name: who.toLowerCase(), code, ...(step === "newCode" ? { newCode } : {}) };
      const asked = await ask(api.POST("/api/v1/account/sign-in/printed", { body, signal }));
      if (!asked.ok && asked.reason === "refused" && asked.code === "code_must_change")
        return show("newCode", who);
      const fault = refusal(asked, {
        form,
        request,
        field: step === "newCode" ? "newCode" : "code",
      });
      if (fault !== undefined || !asked.ok) {
        // Only the new code is too weak; everything else is about the printed one.
        const field = fault?.text === "password_weak" ? "newCode" : "code";
        return show(step, who, fault === undefined ? [] : [{ ...fault, field }]);
      }
      return afterSignIn(asked.value, next) ?? show("parent", who);
    }
    default:
      return step satisfies never;
  }
};

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { next, again } = loaderData;
  const step = actionData?.step ?? "who";
  const state = actionData?.state;
  const who = state?.values.who ?? "";
  const action = `/sign-in?${new URLSearchParams({ next, ...(again ? { again: "yes" } : {}) })}`;
  const Hidden = ({ step: value, keep = true }: { step: Step; keep?: boolean }) => (
    <>
      <input type="hidden" name="step" value={value} />
      <input type="hidden" name="next" value={next} />
      {keep ? <input type="hidden" name="who" value={who} /> : null}
    </>
  );
  const back = { href: action, label: t("signIn.change") };
  switch (step) {
    case "sent":
      return (
        <Page title={t("signIn.sentTitle")}>
          <p>{t("signIn.sent", { who })}</p>
          <p>{t("signIn.sentHint")}</p>
          <p className="actions">
            <a className="button quiet" href={action}>
              {t("signIn.sentAgain")}
            </a>
          </p>
        </Page>
      );
    case "parent":
      return (
        <Page title={t("signIn.parentTitle")}>
          <p>{t("signIn.parentText")}</p>
        </Page>
      );
    case "how":
      return (
        <Page title={t("signIn.how")} state={state} back={back}>
          <h2>{t("signIn.byLink")}</h2>
          <p>{t("signIn.byLinkText", { who })}</p>
          <Form action={action} submit={t("signIn.sendLink")}>
            <Hidden step="link" />
          </Form>
          <h2>{t("signIn.byPassword")}</h2>
          <Form action={action} state={state} submit={t("signIn.enter")} quiet>
            <Hidden step="password" keep={false} />
            {/* A password manager keeps the password with this. */}
            <TextField
              name="who"
              label={t("signIn.address")}
              type="email"
              autoComplete="username"
              readOnly
            />
            <TextField
              name="password"
              label={t("signIn.password")}
              type="password"
              autoComplete="current-password"
            />
          </Form>
          <Form action={action} submit={t("signIn.forgotten")} quiet>
            <Hidden step="forgotten" />
          </Form>
        </Page>
      );
    case "code":
      return (
        <Page title={t("signIn.codeTitle")} state={state} back={back}>
          <Form action={action} state={state} submit={t("signIn.enter")}>
            <Hidden step="code" keep={false} />
            <TextField name="who" label={t("signIn.name")} autoComplete="username" readOnly plain />
            <TextField
              name="code"
              label={t("signIn.code")}
              hint={t("signIn.codeHint")}
              autoComplete="current-password"
              plain
            />
          </Form>
          <p>
            {t("signIn.codeLost")} <a href="/help">{t("legal.help")}</a>.
          </p>
        </Page>
      );
    case "newCode":
      return (
        <Page title={t("signIn.newCodeTitle")} state={state} back={back}>
          <p>{t("signIn.newCodeText")}</p>
          <Form action={action} state={state} submit={t("signIn.enter")}>
            <Hidden step="newCode" />
            <TextField name="code" label={t("signIn.printedCode")} autoComplete="off" plain />
            <TextField
              name="newCode"
              label={t("signIn.newCode")}
              hint={t("signIn.newCodeHint")}
              autoComplete="new-password"
              plain
            />
          </Form>
        </Page>
      );
    default:
      return (
        <Page title={t("signIn.title")} state={state}>
          {again ? <p className="done">{t("signIn.again")}</p> : <p>{t("signIn.intro")}</p>}
          <Form action={action} state={state} submit={t("forms.next")}>
            <Hidden step="who" keep={false} />
            <TextField
              name="who"
              label={t("signIn.who")}
              hint={t("signIn.whoHint")}
              autoComplete="username"
              inputMode="email"
              maxLength={254}
              plain
            />
          </Form>
          <PasskeySignIn next={next} />
          {next.startsWith("/admin") ? (
            <p>
              <a href={`/admin/token?${new URLSearchParams({ next })}`}>{t("signIn.machine")}</a>
            </p>
          ) : null}
        </Page>
      );
  }
}
