import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { knowsPasskeys, signInByPasskey } from "../passkeys/passkey.ts";

/** Where script runs and the browser knows passkeys. Everywhere else it is not there. */
export const PasskeySignIn = ({ next }: { next: string }) => {
  const { t } = useTranslation();
  const [isPossible, setPossible] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => setPossible(knowsPasskeys()), []);
  if (!isPossible) return null;
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
      <p role="status" className={hasFailed ? "fault" : undefined}>
        {hasFailed ? t("signIn.passkeyFailed") : null}
      </p>
      <p className="actions">
        <button type="button" className="quiet" onClick={() => void signIn()}>
          {t("signIn.usePasskey")}
        </button>
      </p>
    </section>
  );
};
