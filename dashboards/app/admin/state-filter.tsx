import { useTranslation } from "react-i18next";
import { listQuery } from "./list-pages.tsx";

/** Which of the states a list is asked for, and where its page begins. */
export const stateQuery = <State extends string>(request: Request, states: readonly State[]) => {
  const { query, cursor } = listQuery(request, "state");
  const state = states.find((one) => one === query.state);
  const chosen: { readonly state?: State } = state === undefined ? {} : { state };
  return { query: chosen, cursor };
};

/** Shows of a list what is in one state. */
export const StateFilter = <State extends string>(props: {
  readonly address: string;
  readonly states: readonly State[];
  readonly chosen: State | undefined;
  readonly nameOf: (state: State) => string;
}) => {
  const { t } = useTranslation();
  const { address, states, chosen = "", nameOf } = props;
  return (
    <search>
      <form className="find" method="get" action={address}>
        <label htmlFor="state">{t("outbox.state")}</label>
        <select id="state" name="state" defaultValue={chosen}>
          <option value="">{t("admin.any")}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {nameOf(state)}
            </option>
          ))}
        </select>
        <button type="submit">{t("admin.filter")}</button>
      </form>
    </search>
  );
};
