import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { demandAccount } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { Form } from "../forms/form.tsx";
import { refusal, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import { useFormats } from "../site/formats-context.tsx";
import type { Route } from "./+types/passkeys-page.ts";
import { addPasskey, knowsPasskeys, PasskeyRefused } from "./passkey.ts";

/** WebAuthn is script. */
export const handle = { scripts: true };

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { passkeys } = await demandAccount(request, context);
  const done = new URL(request.url).searchParams.get("done");
  return { passkeys, done: done === "done" || done === "removed" ? done : undefined } as const;
};

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const { id } = typed(form, "id");
  const signal = patience(request.signal);
  const asked = await ask(
    context
      .get(requestApi)
      .DELETE("/api/v1/account/passkeys/{id}", { params: { path: { id } }, signal }),
  );
  const fault = refusal(asked, { form, request });
  return fault === undefined ? redirect("/account/passkeys?done=removed") : tryAgain({}, fault);
};

export default function Passkeys({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { passkeys, done } = loaderData;
  return (
    <Page
      title={t("passkeys.title")}
      state={actionData}
      back={{ href: "/account", label: t("passkeys.back") }}
      done={done === undefined ? undefined : t(`passkeys.${done}`)}
    >
      <p>{t("passkeys.text")}</p>
      {passkeys.length === 0 ? <p>{t("passkeys.none")}</p> : null}
      <ul className="messages">
        {passkeys.map(({ id, name, created }) => (
          <li key={id}>
            <p>
              <strong>{name}</strong>{" "}
              {created === undefined
                ? null
                : t("passkeys.added", { date: date(Date.parse(created)) })}
            </p>
            <Form>
              <input type="hidden" name="id" value={id} />
              <button
                type="submit"
                className="quiet"
                aria-label={t("passkeys.removeNamed", { name })}
              >
                {t("passkeys.remove")}
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <Add />
    </Page>
  );
}

const Add = () => {
  const { t } = useTranslation();
  /** Not known before script runs. */
  const [isPossible, setPossible] = useState<boolean>();
  const [outcome, setOutcome] = useState<"failed" | "again">();
  useEffect(() => setPossible(knowsPasskeys()), []);
  if (isPossible === undefined)
    return (
      <noscript>
        <p>{t("passkeys.script")}</p>
        <OtherWays />
      </noscript>
    );
  if (!isPossible)
    return (
      <>
        <p>{t("passkeys.unknown")}</p>
        <OtherWays />
      </>
    );
  const add = async (form: HTMLFormElement) => {
    setOutcome(undefined);
    const name = String(new FormData(form).get("name") ?? "").trim();
    try {
      await addPasskey(name || t("passkeys.title"));
      location.assign("/account/passkeys?done=done");
    } catch (error) {
      const isOld = error instanceof PasskeyRefused && error.code === "sign_in_again";
      setOutcome(isOld ? "again" : "failed");
    }
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void add(event.currentTarget);
      }}
    >
      <div role="status">
        {outcome === undefined ? null : <p className="fault">{t(`passkeys.${outcome}`)}</p>}
        {outcome === "again" ? (
          <p>
            <a href="/sign-in?next=%2Faccount%2Fpasskeys&again=yes">{t("passkeys.signIn")}</a>
          </p>
        ) : null}
      </div>
      <div className="field">
        <label htmlFor="name">{t("passkeys.name")}</label>
        <input id="name" name="name" type="text" maxLength={60} autoComplete="off" />
      </div>
      <p className="actions">
        <button type="submit">{t("passkeys.add")}</button>
      </p>
    </form>
  );
};

const OtherWays = () => {
  const { t } = useTranslation();
  return (
    <>
      <p>{t("passkeys.others")}</p>
      <ul className="links">
        <li>
          <a href="/account/password">{t("passkeys.password")}</a>
        </li>
        <li>
          <a href="/account/codes">{t("passkeys.codes")}</a>
        </li>
      </ul>
    </>
  );
};
