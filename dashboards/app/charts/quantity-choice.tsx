import { useTranslation } from "react-i18next";
import { type ChartQuery, keptFields } from "./chart-query.ts";

interface ChoiceProps {
  readonly query: ChartQuery;
  /** What can be chosen, with its name for people. */
  readonly options: readonly (readonly [name: string, label: string])[];
}

interface SelectProps extends ChoiceProps {
  readonly name: "quantity" | "with" | "beside";
  readonly label: string;
  readonly chosen: string;
  /** The choice of none. */
  readonly none?: string;
}

/** A form that works without script. */
const Choice = ({ query, options, name, label, chosen, none }: SelectProps) => {
  const { t } = useTranslation();
  return (
    <form className="choose" method="get" action="#day">
      {keptFields(query, name).map(([kept, value]) => (
        <input key={kept} type="hidden" name={kept} value={value} />
      ))}
      <label htmlFor={name}>{label}</label>
      <select id={name} name={name} defaultValue={chosen}>
        {none === undefined ? null : <option value="">{none}</option>}
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <button type="submit">{t("day.chooseButton")}</button>
    </form>
  );
};

/** With one quantity there is nothing to choose. */
export const QuantityChoice = ({ shown, ...props }: ChoiceProps & { readonly shown: string }) => {
  const { t } = useTranslation();
  if (props.options.length < 2) return null;
  return <Choice {...props} name="quantity" label={t("day.choose")} chosen={shown} />;
};

interface CompareChoiceProps extends ChoiceProps {
  readonly shown: string;
  readonly neighbours: ChoiceProps["options"];
}

/** What to show beside: another quantity of this station, or another station. */
export const CompareChoice = ({ query, options, shown, neighbours }: CompareChoiceProps) => {
  const { t } = useTranslation();
  const others = options.filter(([name]) => name !== shown);
  if (others.length === 0 && neighbours.length === 0) return null;
  return (
    <details className="compare" open={query.with !== null || query.beside !== null}>
      <summary>{t("compare.title")}</summary>
      {others.length === 0 ? null : (
        <Choice
          {...{ query, options: others }}
          name="with"
          label={t("compare.with")}
          chosen={query.with ?? ""}
          none={t("compare.none")}
        />
      )}
      {neighbours.length === 0 ? null : (
        <Choice
          {...{ query, options: neighbours }}
          name="beside"
          label={t("compare.beside")}
          chosen={query.beside ?? ""}
          none={t("compare.none")}
        />
      )}
    </details>
  );
};
