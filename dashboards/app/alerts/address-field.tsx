import { useTranslation } from "react-i18next";
import { TextField } from "../forms/form.tsx";

/** To which address messages go: it is asked for nowhere but here. */
export const AddressField = ({ isOneOf = false }: { isOneOf?: boolean }) => {
  const { t } = useTranslation();
  return (
    <TextField
      name="address"
      label={t("alerts.address")}
      hint={t("alerts.addressHint")}
      type="email"
      inputMode="email"
      autoComplete="email"
      maxLength={254}
      isOneOf={isOneOf}
      plain
    />
  );
};
