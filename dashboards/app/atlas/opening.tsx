import { useTranslation } from "react-i18next";
import type { AtlasOpening } from "../api/answers.ts";
import { Icon } from "../design/icon.tsx";
import type { Language } from "../i18n/language.ts";
import { formatsFor } from "../site/formats.ts";

const DAY_MS = 86_400_000;

interface OpeningProps {
  readonly opening: AtlasOpening;
  /** Of the place: what is open there is told by its own clock. */
  readonly zone: string;
  readonly now: number;
}

/** Whether a place is open, in words beside a sign. */
export const Opening = ({ opening: { state, from, until }, zone, now }: OpeningProps) => {
  const { t, i18n } = useTranslation();
  const { clock, weekdayClock } = formatsFor(i18n.language as Language, zone);
  const next = Date.parse((state === "open" ? until : from) ?? "");
  const isSoon = next - now < DAY_MS / 2;
  const words = () => {
    if (state === "unknown") return t("atlas.openUnknown");
    if (state === "open") {
      if (Number.isNaN(next)) return t("atlas.openNow");
      return isSoon
        ? t("atlas.openUntil", { clock: clock(next) })
        : t("atlas.openUntilDay", { moment: weekdayClock(next) });
    }
    if (Number.isNaN(next)) return t("atlas.closedNow");
    return isSoon
      ? t("atlas.opensAt", { clock: clock(next) })
      : t("atlas.opensDay", { moment: weekdayClock(next) });
  };
  return (
    <span className={`atlas-opening atlas-${state}`}>
      <Icon name={state === "open" ? "done" : state === "closed" ? "clock" : "question"} />{" "}
      {words()}
    </span>
  );
};
