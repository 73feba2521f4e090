import { useTranslation } from "react-i18next";
import type { HeldForm } from "./failures.ts";

/** What was typed waits on this page until it can be sent again: nothing of it is lost with a session. */
export const HeldFormPage = ({ held }: { held: HeldForm }) => {
  const { t } = useTranslation();
  const { reason, action, fields, hadSecrets } = held;
  const needsSignIn = reason === "session" || reason === "again";
  return (
    <div className="failure">
      <title>{`${t(`held.title.${reason}`)} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <h1>{t(`held.title.${reason}`)}</h1>
      <p>{t(`held.text.${reason}`)}</p>
      {needsSignIn ? (
        <>
          <p>{t("held.first")}</p>
          <p className="actions">
            <a
              className="button quiet"
              href={reason === "again" ? "/sign-in?again=yes" : "/sign-in"}
              target="_blank"
              rel="noopener"
            >
              {t("held.open")}
            </a>
          </p>
          <p>{t("held.second")}</p>
        </>
      ) : null}
      {hadSecrets ? <p>{t("held.secrets")}</p> : null}
      <form method="post" action={action} className="form">
        {fields.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several fields may have one name and one value
          <input key={index} type="hidden" name={name} value={value} />
        ))}
        <p className="actions">
          <button type="submit">{t("held.send")}</button>
        </p>
      </form>
    </div>
  );
};
