import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { knowsPasskeys, signInByPasskey } from "../passkeys/passkey.ts";

/** Where script runs and the browser knows passkeys. Everywhere else it says what it needs. */
export const PasskeySignIn = ({ next }: { next: string }) => {
  const { t } = useTranslation();
  /** Not known before script runs. */
  const [isPossible, setPossible] = useState<boolean>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => setPossible(knowsPasskeys()), []);
  const signIn = async () => {
    setFailed(false);
    try {
      const { outcome } = await signInByPasskey();
      location.assign(
        outcome === "code_needed" ? `/sign-in/code?${new URLSearchParams({ next })}` : next,
      );
    } catch {
      // Refused by the person, the device or the API: another way is on the same page.
      setFailed(true);
    }
  };
  return (
    <section>
      <h2>{t("signIn.passkey")}</h2>
      <p>{t("signIn.passkeyText")}</p>
      <noscript>
        <p>{t("signIn.passkeyNeeds")}</p>
      </noscript>
      {isPossible === false ? <p>{t("signIn.passkeyUnknown")}</p> : null}
      <div role="status">
        {hasFailed ? <p className="fault">{t("signIn.passkeyFailed")}</p> : null}
      </div>
      {isPossible ? (
        <p className="actions">
          <button type="button" className="quiet" onClick={() => void signIn()}>
            {t("signIn.usePasskey")}
          </button>
        </p>
      ) : null}
    </section>
  );
};
