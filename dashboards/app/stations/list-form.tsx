import { type StationState, stationStates } from "@datacityzen/hardware/station-state";
import { useTranslation } from "react-i18next";
import { Icon } from "../design/icon.tsx";
import { type Group, groups, type ListQuery, listFields, sorts } from "./list-query.ts";
import { EXPORT_FORM } from "./list-row.tsx";

interface FindProps {
  readonly asked: ListQuery;
  readonly groups: { readonly [group in Group]?: number };
  readonly states: { readonly [state in StationState["kind"]]?: number };
}

/** What to find, which ones, in which order: a form that works without script. */
export const FindStations = ({ asked, groups: ofGroup, states: ofState }: FindProps) => {
  const { t } = useTranslation();
  const isAsked = asked.find !== "" || asked.state !== undefined || asked.sort !== "fault";
  const isThere = (count: number | undefined, name: string) =>
    (count ?? 0) > 0 || name === asked.state;
  return (
    <search>
      <details className="list-find" open={isAsked}>
        <summary>{t("list.find")}</summary>
        <form method="get" action="/stations">
          {asked.place === undefined ? null : (
            <input type="hidden" name="place" value={asked.place} />
          )}
          <p className="list-find-name">
            <label htmlFor="find">{t("list.findLabel")}</label>
            <span className="field-with-icon">
              <Icon name="search" />
              <input
                id="find"
                name="find"
                type="search"
                maxLength={64}
                autoComplete="off"
                defaultValue={asked.find}
              />
            </span>
          </p>
          <p>
            <label htmlFor="state">{t("list.stateLabel")}</label>
            <select id="state" name="state" defaultValue={asked.state ?? ""}>
              <option value="">{t("list.anyState")}</option>
              <optgroup label={t("list.byGroup")}>
                {groups
                  .filter((group) => isThere(ofGroup[group], group))
                  .map((group) => (
                    <option key={group} value={group}>
                      {t("list.stateCount", {
                        state: t(`list.group.${group}`),
                        count: ofGroup[group] ?? 0,
                      })}
                    </option>
                  ))}
              </optgroup>
              <optgroup label={t("list.byState")}>
                {stationStates
                  .filter((state) => isThere(ofState[state], state))
                  .map((state) => (
                    <option key={state} value={state}>
                      {t("list.stateCount", {
                        state: t(`list.shortState.${state}`),
                        count: ofState[state] ?? 0,
                      })}
                    </option>
                  ))}
              </optgroup>
            </select>
          </p>
          <p>
            <label htmlFor="sort">{t("list.sortLabel")}</label>
            <select id="sort" name="sort" defaultValue={asked.sort}>
              {sorts.map((sort) => (
                <option key={sort} value={sort}>
                  {t(`list.sort.${sort}`)}
                </option>
              ))}
            </select>
          </p>
          <button type="submit">{t("list.findButton")}</button>
        </form>
      </details>
    </search>
  );
};

/** The stations that are ticked, or all that were found, as a file for a spreadsheet. */
export const ExportStations = ({ asked, found }: { asked: ListQuery; found: number }) => {
  const { t } = useTranslation();
  return (
    <form className="list-export" id={EXPORT_FORM} method="get" action="/stations.csv">
      {listFields(asked).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className="quiet" aria-describedby="export-hint">
        <Icon name="download" />
        {t("list.export")}
      </button>
      <p className="hint" id="export-hint">
        {t("list.exportHint", { count: found })}
      </p>
    </form>
  );
};
