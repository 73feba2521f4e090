import { useTranslation } from "react-i18next";
import type { Station } from "../api/answers.ts";
import { useFormats } from "../site/formats-context.tsx";

/** Somebody works at the station, or it measures no more: what is read below is to be taken so. */
export const OutOfService = ({ service }: { readonly service: Station["outOfService"] }) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (service === undefined) return null;
  const day = date(Date.parse(service.since));
  return (
    <p className="notices">
      {service.reason === "maintenance"
        ? t("station.inMaintenance", { day })
        : t("station.retired", { day })}
    </p>
  );
};
