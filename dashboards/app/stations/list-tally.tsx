import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import { type Group, groups, type ListQuery, listAddress } from "./list-query.ts";
import { Shape } from "./state-mark.tsx";

const shapes = { look: "offline", well: "online", asleep: "sleeping", out: "out" } as const;

/** How many stations are well and how many need a look: each count leads to those stations. */
export const Tally = ({
  asked,
  counts,
}: {
  asked: ListQuery;
  counts: { readonly [group in Group]?: number };
}) => {
  const { t } = useTranslation();
  const { figure } = useFormats();
  // The first two are told even when there is none: that none needs a look is what somebody came for.
  const shown = groups.filter(
    (group) => group === "look" || group === "well" || (counts[group] ?? 0) > 0,
  );
  return (
    <nav aria-label={t("list.states")}>
      <ul className="tally">
        {shown.map((group) => {
          const count = counts[group] ?? 0;
          const isChosen = asked.state === group;
          return (
            <li key={group}>
              <a
                className={group === "look" && count > 0 ? "tally-alarm" : `tally-${group}`}
                href={listAddress({
                  ...asked,
                  state: isChosen ? undefined : group,
                  after: undefined,
                })}
                aria-current={isChosen ? "true" : undefined}
              >
                <strong>{figure(count, 0)}</strong>{" "}
                <span>
                  <Shape kind={shapes[group]} />
                  {t(`list.tally.${group}`, { count })}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
};
