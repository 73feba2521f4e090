import { useTranslation } from "react-i18next";
import type { AtlasEntry } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { formatsFor } from "../site/formats.ts";

type Times = NonNullable<AtlasEntry["week"]>[number]["open"];

const rangesOf = (times: Times): string =>
  times.map(({ from, until }) => `${from} – ${until}`).join(", ");

/** The hours of the next seven days, by the clock of the place; as they were written where they cannot be read. */
export const Week = ({ week, hours }: { week: AtlasEntry["week"]; hours: string | undefined }) => {
  const { t, i18n } = useTranslation();
  // Days of a calendar: read and told in one zone, they stay what they are.
  const { day } = formatsFor(i18n.language as Language, "UTC");
  if (hours === undefined) return <p>{t("atlas.hoursUnknown")}</p>;
  if (week === undefined) return <p>{t("atlas.hoursAsGiven", { hours })}</p>;
  return (
    <table>
      <caption>{t("atlas.week")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("atlas.day")}</th>
          <th scope="col">{t("atlas.times")}</th>
        </tr>
      </thead>
      <tbody>
        {week.map(({ day: name, open, maybe, isHoliday }) => (
          <tr key={name}>
            <th scope="row">
              {day(Date.parse(`${name}T12:00:00Z`))}
              {isHoliday ? `, ${t("atlas.holiday")}` : null}
            </th>
            <td>
              {[
                ...(open.length === 0 ? [] : [rangesOf(open)]),
                ...(maybe.length === 0 ? [] : [t("atlas.maybe", { times: rangesOf(maybe) })]),
              ].join(", ") || t("atlas.closedDay")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
