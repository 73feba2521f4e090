import { useTranslation } from "react-i18next";
import type { paths } from "../api/schema.d.ts";
import { useFormats } from "../site/formats-context.tsx";

type Replaced =
  paths["/api/v1/stations/{id}/sensor-replacements"]["get"]["responses"][200]["content"]["application/json"]["replacements"];

/** Where a series goes on with another device: a step there is no change of the air. */
export const ReplacedSensors = ({ replaced }: { readonly replaced: Replaced }) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (replaced.length === 0) return null;
  return (
    <ul>
      {replaced.map(({ id, sensor, at, successor }) => (
        <li key={id}>
          {successor === undefined
            ? t("station.sensorReplaced", { sensor, day: date(Date.parse(at)) })
            : t("station.sensorReplacedBy", { sensor, successor, day: date(Date.parse(at)) })}
        </li>
      ))}
    </ul>
  );
};
