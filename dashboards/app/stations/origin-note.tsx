import type { Origin } from "@datacityzen/hardware/flags";
import { useTranslation } from "react-i18next";
import { useSaysDemonstration } from "../site/demonstration-banner.tsx";

/** Marks what nobody measured here, before its first figure. */
export const OriginNote = ({ origins }: { origins: readonly Origin[] }) => {
  const { t } = useTranslation();
  const saysDemonstration = useSaysDemonstration();
  const invented = origins.filter((origin) => origin !== "measured");
  const [first] = invented;
  if (first === undefined) return null;
  const isMixed = origins.length > 1;
  if (!isMixed && first === "simulated" && saysDemonstration) return null;
  return (
    <p className="origin">{isMixed ? t("origin.mixed") : t(`origin.${first as "replayed"}`)}</p>
  );
};
