import { useTranslation } from "react-i18next";
import { ask, patience } from "../api/client.ts";
import { missingParts, otherParts, type Part, validAudit } from "../legal/operator.ts";
import { services } from "../services.ts";
import type { Route } from "./+types/operator-page.ts";
import { AdminMenu } from "./menu.tsx";
import { operatorExample } from "./operator-example.ts";
import { adminAnswer, adminApi } from "./session.ts";

export const loader = async ({ request, context }: Route.LoaderArgs) => {
  const { operator: find, operatorPath, now } = context.get(services);
  const api = await adminApi(request, context);
  const signal = patience(request.signal);
  const asked = await ask(
    api.GET("/api/v1/quarantine", { params: { query: { limit: 1 } }, signal }),
  );
  adminAnswer(request, asked);
  const { operator, faults } = await find();
  const isExpired =
    operator.accessibility?.audit !== undefined && validAudit(operator, now()) === undefined;
  return {
    path: operatorPath,
    faults,
    missing: missingParts(operator),
    optional: otherParts.filter((part) => operator[part] === undefined),
    isExpired,
  };
};

export default function OperatorPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation();
  const { path, faults, missing, optional, isExpired } = loaderData;
  return (
    <>
      <title>{`${t("operator.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <AdminMenu page="operator" />
      <h1>{t("operator.title")}</h1>
      <p>{t("operator.intro")}</p>
      <p>
        {t("operator.path")} <code>{path}</code>
      </p>
      {faults.length === 0 ? null : (
        <section className="notices">
          <h2>{t("operator.faults")}</h2>
          <ul>
            {faults.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {field === undefined ? t("operator.wholeFile") : <code>{field}</code>}{" "}
                <span lang="en">{message}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isExpired ? <p className="fault">{t("operator.expiredAudit")}</p> : null}
      {missing.length === 0 ? (
        <p>{t("operator.nothingMissing")}</p>
      ) : (
        <>
          <h2>{t("operator.missing", { count: missing.length })}</h2>
          <PartList parts={missing} />
        </>
      )}
      {optional.length === 0 ? null : (
        <>
          <h2>{t("operator.optional")}</h2>
          <PartList parts={optional} />
        </>
      )}
      {missing.length === 0 ? null : (
        <>
          <h2>{t("operator.example")}</h2>
          <p>{t("operator.exampleText")}</p>
          <pre>
            <code>{operatorExample}</code>
          </pre>
        </>
      )}
    </>
  );
}

const PartList = ({ parts }: { parts: readonly Part[] }) => {
  const { t } = useTranslation();
  return (
    <ul>
      {parts.map((part) => (
        <li key={part}>
          <code>{part}</code> – {t(`operator.parts.${part}`)}
        </li>
      ))}
    </ul>
  );
};
