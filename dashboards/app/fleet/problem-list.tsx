import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { Troubled } from "./problems.ts";

/** What is wrong with a station or a gateway, since when, and what to do. */
export const ProblemList = ({ isGateway, problems }: Omit<Troubled, "station">) => {
  const { t } = useTranslation();
  const { moment, figure } = useFormats();
  const kind = isGateway ? "gateway" : "station";
  return problems.map(({ problem, since, value }) => {
    const what = t(`fleet.problems.${problem}.${kind}`, {
      value: value === undefined ? "" : figure(value, 0),
    });
    return (
      <div key={problem}>
        <p>
          <strong>
            {since === undefined
              ? what
              : t("fleet.since", { what, date: moment(Date.parse(since)) })}
          </strong>
        </p>
        <p>{t("fleet.toDo", { what: t(`fleet.toDoFor.${problem}.${kind}`) })}</p>
      </div>
    );
  });
};
