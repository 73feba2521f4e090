import { useTranslation } from "react-i18next";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";

/** A band of the scale, with its number among the six: "2 sur 6 : Moyen". Unknown has neither. */
export const MapLevel = ({ level }: { level: number | null }) => {
  const { t } = useTranslation();
  return (
    <LevelChip level={level as Level}>
      {level === null
        ? t("map.unknown")
        : t("map.level", { level, name: t(`map.levels.${level as Exclude<Level, null>}`) })}
    </LevelChip>
  );
};
