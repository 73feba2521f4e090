import { useTranslation } from "react-i18next";

const LEVELS = [1, 2, 3, 4, 5, 6] as const;

/** Six bars that rise like a street: they keep the band where colour is lost. */
const Bars = ({ level }: { level: number }) => (
  <svg className="bars" viewBox="0 0 30 20" aria-hidden="true">
    {LEVELS.map((step) => (
      <path
        key={step}
        className={step <= level ? "full" : undefined}
        d={`M${step * 5 - 4} 19v${-(step * 2.6 + 1)}h2.8v${step * 2.6 + 1}z`}
      />
    ))}
  </svg>
);

/** A band: its colour, its number among the six, its word. Unknown has none of them. */
export const LevelChip = ({
  level,
  name,
  isLarge = false,
}: {
  level: number | null;
  name: string | undefined;
  isLarge?: boolean;
}) => {
  const { t } = useTranslation();
  const size = isLarge ? " chip-large" : "";
  if (level === null || name === undefined)
    return <span className={`chip level-unknown${size}`}>{t("home.unknown")}</span>;
  return (
    <span className={`chip level-${level}${size}`}>
      <Bars level={level} />
      <span>{t("home.band", { level, name })}</span>
    </span>
  );
};
