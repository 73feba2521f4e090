import { useTranslation } from "react-i18next";
import { Page } from "../forms/page.tsx";
import type { Route } from "./+types/data-page.ts";
import { demandAccount } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  await demandAccount(request, context);
  return {};
};

export default function DataPage() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("accountPages.dataTitle")}
      back={{ href: "/account", label: t("account.toAccount") }}
    >
      <p>{t("accountPages.dataText")}</p>
      <p className="actions">
        <a className="button" href="/api/v1/account/export.zip" download>
          {t("accountPages.download")}
        </a>
      </p>
    </Page>
  );
}
