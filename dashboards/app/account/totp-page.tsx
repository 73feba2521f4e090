import { type QrPath, qrPath } from "@datacityzen/hardware/documents/qr-path";
import { useTranslation } from "react-i18next";
import { redirect } from "react-router";
import { ask, patience } from "../api/client.ts";
import { Form, TextField } from "../forms/form.tsx";
import { refusal, secretIn, sent, tryAgain, typed } from "../forms/form-state.ts";
import { Page } from "../forms/page.tsx";
import { requestApi } from "../services.ts";
import type { Route } from "./+types/totp-page.ts";
import { QrCode } from "./qr-code.tsx";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => ({
  account: await demandAccount(request, context),
});

interface Begun {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly qr: QrPath;
}

export const action = async ({ request, context }: Route.ActionArgs) => {
  const form = await request.formData();
  const api = context.get(requestApi);
  const signal = patience(request.signal);
  const { step } = typed(form, "step");
  const code = secretIn(form, "code").replace(/\s/g, "");
  if (step === "start") {
    const password = form.has("password") ? secretIn(form, "password") : undefined;
    if (password === "") return tryAgain({}, { field: "password", text: "password" });
    const body = password === undefined ? {} : { password };
    const asked = await ask(api.POST("/api/v1/account/totp", { body, signal }));
    const fault = refusal(asked, { form, request, field: "password" });
    if (fault !== undefined || !asked.ok)
      return tryAgain(
        {},
        fault?.text === "sign_in_refused"
          ? { field: "password", text: "wrong_current" }
          : (fault ?? { text: "invalid" }),
      );
    const { uri, secret, recoveryCodes } = asked.value;
    return sent<{ begun: Begun }>({ begun: { secret, recoveryCodes, qr: qrPath(uri) } });
  }
  if (!/^\d{6}$/.test(code)) return tryAgain({ step }, { field: "code", text: "code" });
  const body = { code };
  const isRemoving = step === "remove";
  const asked = await ask(
    isRemoving
      ? api.POST("/api/v1/account/totp/remove", { body, signal })
      : api.POST("/api/v1/account/totp/confirm", { body, signal }),
  );
  const fault = refusal(asked, { form, request, field: "code" });
  if (fault !== undefined) return tryAgain({ step }, fault);
  return redirect(`/account?done=${isRemoving ? "totp_removed" : "totp"}`);
};

export default function TotpPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const state = actionData;
  const { begun } = (state ?? {}) as { begun?: Begun };
  // The code was wrong: the drawing is in the application already, and is not shown again.
  const isConfirming = begun !== undefined || state?.values.step === "confirm";
  const back = { href: "/account", label: t("account.toAccount") };
  const code = (
    <TextField
      name="code"
      label={t("signIn.totp")}
      autoComplete="one-time-code"
      inputMode="numeric"
      plain
    />
  );
  const { totp: isActive, hasPassword } = loaderData.account;
  if (isActive)
    return (
      <Page title={t("accountPages.totpTitle")} state={state} back={back}>
        <p>{t("accountPages.totpActive")}</p>
        <p>{t("accountPages.totpRemove")}</p>
        <Form state={state} submit={t("accountPages.totpRemoveButton")} quiet>
          <input type="hidden" name="step" value="remove" />
          {code}
        </Form>
      </Page>
    );
  return (
    <Page title={t("accountPages.totpTitle")} state={state} back={back}>
      <p>{t("accountPages.totpText")}</p>
      {begun === undefined ? null : (
        <>
          <h2>{t("accountPages.totpScan")}</h2>
          <p>{t("accountPages.totpScanText")}</p>
          <p className="secret">
            <code>{(begun.secret.match(/.{1,4}/g) ?? []).join(" ")}</code>
          </p>
          <QrCode {...begun.qr} label={t("accountPages.totpQr")} />
          <h2>{t("accountPages.totpSave")}</h2>
          <p>{t("accountPages.totpSaveText")}</p>
          <ul className="codes">
            {begun.recoveryCodes.map((one) => (
              <li key={one}>
                <code>{one}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {isConfirming ? (
        <>
          <h2>{t("accountPages.totpConfirm")}</h2>
          <p>{t("accountPages.totpLost")}</p>
          <Form state={state} submit={t("accountPages.confirm")}>
            <input type="hidden" name="step" value="confirm" />
            {code}
          </Form>
        </>
      ) : null}
      {isConfirming ? null : (
        <Form state={state} submit={t("accountPages.totpStart")}>
          <input type="hidden" name="step" value="start" />
          {hasPassword ? (
            <TextField
              name="password"
              label={t("accountPages.current")}
              type="password"
              autoComplete="current-password"
            />
          ) : null}
        </Form>
      )}
      {isConfirming && begun === undefined ? (
        <p>
          <a href="/account/codes">{t("accountPages.totpAgain")}</a>
        </p>
      ) : null}
    </Page>
  );
}
