import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { Age } from "./instant.tsx";
import type { Notice } from "./notices.ts";

interface NoticeListProps {
  readonly notices: readonly Notice[];
  readonly sensors: { readonly [id: string]: string };
  readonly now: number;
}

/** What the station's people should know of it, each with what to do. */
export const NoticeList = ({ notices, sensors, now }: NoticeListProps) => {
  const { t } = useTranslation();
  if (notices.length === 0) return null;
  return (
    <section className="notices" aria-labelledby="notices">
      <h2 id="notices">{t("notice.title")}</h2>
      <ul>
        {notices.map((notice) => (
          <li key={keyOf(notice)} suppressHydrationWarning>
            <NoticeText notice={notice} sensors={sensors} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const keyOf = (notice: Notice): string => {
  switch (notice.kind) {
    case "aside":
      return `aside ${notice.reason}`;
    case "rejected":
      return `rejected ${notice.sensor} ${notice.reason}`;
    case "mistake":
      return `mistake ${notice.sensor} ${notice.text}`;
    case "line":
      return `line ${notice.text}`;
    case "sensor_silent":
      return `sensor_silent ${notice.sensor}`;
    case "clock":
    case "clock_repaired":
    case "duplicate_name":
    case "dropped":
      return notice.kind;
    default:
      return notice satisfies never;
  }
};

const NoticeText = ({
  notice,
  sensors,
  now,
}: Omit<NoticeListProps, "notices"> & { notice: Notice }) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  switch (notice.kind) {
    case "clock":
    case "clock_repaired":
    case "duplicate_name":
      return <p>{t(`notice.${notice.kind}`)}</p>;
    case "line":
      return <p>{t("notice.line", { text: notice.text })}</p>;
    case "aside":
      return (
        <>
          <p>{t(`notice.aside.${notice.reason}`)}</p>
          <p>
            {t("notice.asideCount", { count: notice.messages })}
            <Age at={notice.at} now={now} />.
          </p>
        </>
      );
    case "rejected": {
      const sensor = sensors[notice.sensor] ?? notice.sensor.toUpperCase();
      return <p>{t(`notice.rejected.${notice.reason}`, { sensor, count: notice.count })}</p>;
    }
    case "sensor_silent": {
      const sensor = sensors[notice.sensor] ?? notice.sensor.toUpperCase();
      return (
        <p>
          {notice.since === undefined
            ? t("notice.sensorNever", { sensor })
            : t("notice.sensorSilent", { sensor, duration: duration(now - notice.since) })}
        </p>
      );
    }
    case "dropped":
      return <p>{t("notice.dropped", { count: notice.count })}</p>;
    case "mistake": {
      const sensor = sensors[notice.sensor] ?? notice.sensor.toUpperCase();
      return <p>{t("notice.mistake", { sensor, text: notice.text })}</p>;
    }
    default:
      return notice satisfies never;
  }
};
