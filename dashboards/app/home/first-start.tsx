import { useTranslation } from "react-i18next";

/** Nobody has measured here yet: what to do, with hardware and without. */
export const FirstStart = () => {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t("home.emptyTitle")}</h1>
      <p>{t("home.emptyText")}</p>
      <p>{t("home.emptyDemo")}</p>
      <pre>
        <code>npm start</code>
      </pre>
      <p>{t("home.emptyReal")}</p>
      <pre>
        <code>STATION_ID=rue-haute SENSORS=sds011@/dev/ttyUSB0 npm start</code>
      </pre>
      <p>{t("home.emptyReload")}</p>
    </>
  );
};
