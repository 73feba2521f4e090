import { useTranslation } from "react-i18next";
import { Choice } from "../forms/form.tsx";
import { type MandateScope, scopeValue } from "./mandate-scan.ts";

/** In which of several roles a mediator helps somebody. */
export const ScopeField = ({
  scopes,
  preset,
}: {
  readonly scopes: readonly MandateScope[];
  readonly preset?: string | undefined;
}) => {
  const { t } = useTranslation();
  return (
    <Choice
      name="scope"
      label={t("people.scope")}
      hint={t("people.scopeHint")}
      preset={preset}
      options={scopes.map((scope) => ({
        value: scopeValue(scope),
        label: scope.title ?? t(`scopes.${scope.kind}`),
      }))}
    />
  );
};
