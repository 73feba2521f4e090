import { useTranslation } from "react-i18next";
import type { Health } from "../api/answers.ts";
import { useFormats } from "./formats-context.tsx";

type ClockFault = NonNullable<Health["clock"]>;

/** Tells everybody that the clock of the cloud's machine is wrong, what that means, and what to do. */
export const ClockBanner = ({ clock: { ahead, stations } }: { clock: ClockFault }) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const length = duration(Math.abs(ahead) * 1000);
  return (
    <section className="banner" aria-labelledby="clock-banner">
      <h2 id="clock-banner" suppressHydrationWarning>
        {t(ahead < 0 ? "clock.behind" : "clock.ahead", { length })}
      </h2>
      <p>{t("clock.how", { count: stations })}</p>
      <p>{t("clock.meaning")}</p>
      <p>{t("clock.remedy")}</p>
    </section>
  );
};
