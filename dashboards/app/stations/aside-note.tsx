import { useTranslation } from "react-i18next";
import { Age } from "./instant.tsx";
import type { Aside } from "./station-view.ts";

/** Tells the station's people that some of what it sent could not be accepted, and why. */
export const AsideNote = ({ aside, now }: { aside: Aside; now: number }) => {
  const { t } = useTranslation();
  return (
    <div className="aside-note">
      <p>{t(aside.fault === "clock" ? "station.asideClock" : "station.asideOther")}</p>
      <p>
        {t("station.asideCount", { count: aside.messages })}
        <Age at={aside.at} now={now} />.
      </p>
    </div>
  );
};
