import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { type Fleet, type Problem, problems } from "./problems.ts";

/** How many are well, of all that somebody looks after: in words, and as a bar that repeats them. */
export const Board = ({ lookedAfter }: Pick<Fleet, "lookedAfter">) => {
  const { t } = useTranslation();
  const { stations, gateways, needHelp } = lookedAfter;
  const all = stations + gateways;
  if (all === 0) return <p>{t("fleet.nothing")}</p>;
  const well = all - needHelp;
  return (
    <div className="fleet-board">
      <p className="fleet-well">
        <strong>{t("fleet.well", { count: all, well })}</strong>{" "}
        {t("fleet.lookedAfter", {
          stations: t("fleet.stations", { count: stations }),
          gateways: t("fleet.gateways", { count: gateways }),
        })}
      </p>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="fleet-bar-help" width="100" height="6" />
        <rect className="fleet-bar-well" width={(well / all) * 100} height="6" />
      </svg>
    </div>
  );
};

interface TilesProps extends Pick<Fleet, "counts"> {
  readonly chosen: Problem | undefined;
}

/** A tile for each problem that somebody has; it leads to those who have it. */
export const ProblemTiles = ({ chosen, counts }: TilesProps) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
  const present = problems.filter((problem) => (counts[problem] ?? 0) > 0 || problem === chosen);
  if (present.length === 0) return null;
  return (
    <nav aria-label={t("fleet.board")}>
      <ul className="fleet-tiles">
        {present.map((problem) => (
          <li key={problem}>
            <a
              href={problem === chosen ? "/admin/fleet" : `/admin/fleet?problem=${problem}`}
              aria-current={problem === chosen ? "true" : undefined}
            >
              <strong>{figure(counts[problem] ?? 0, 0)}</strong> {t(`fleet.names.${problem}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
