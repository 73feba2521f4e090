import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { Gateway } from "./problems.ts";

const aboutStations = ["silent", "late", "unreadable"] as const;

/** How each gateway is linked, and what it says of the stations around it: what is away and what is dead are two things. */
export const GatewayList = ({ gateways }: { readonly gateways: readonly Gateway[] }) => {
  const { t } = useTranslation();
  const { moment, figure } = useFormats();
  if (gateways.length === 0) return null;
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{t("fleet.gatewaysTitle")}</h2>
      <ul className="messages fleet-list">
        {gateways.map(({ station, stations, away, link, failedUpdate, ...told }) => (
          <li key={station}>
            <h3>{t("fleet.gateway", { name: station })}</h3>
            <p>
              <strong>
                {away !== undefined
                  ? t("fleet.gatewayAway", { date: moment(Date.parse(away)) })
                  : link === undefined
                    ? t("fleet.gatewayThere")
                    : t("fleet.gatewayLinked", {
                        by: t(`fleet.links.${link.by}`),
                        date: moment(Date.parse(link.since)),
                      })}
              </strong>{" "}
              {t("fleet.heardThrough", { count: stations })}
            </p>
            {away === undefined ? null : <p>{t("fleet.gatewayAwayNote")}</p>}
            {link === undefined || link.outages === 0 ? null : (
              <p>{t("fleet.outages", { count: link.outages })}</p>
            )}
            {link?.spent === undefined ? null : (
              <p>{t(`fleet.spent.${link.by}`, { percent: figure(link.spent, 0) })}</p>
            )}
            {failedUpdate === undefined ? null : (
              <p>
                {t("fleet.failedUpdate", {
                  version: failedUpdate.version,
                  runs: failedUpdate.runs,
                  date: moment(Date.parse(failedUpdate.at)),
                  why: t(`fleet.failedUpdateWhy.${failedUpdate.why}`),
                })}
              </p>
            )}
            {aboutStations.map((what) => {
              const names = told[what];
              return names === undefined ? null : (
                <p key={what}>
                  {t(`fleet.gatewaySays.${what}`)}{" "}
                  {names.map((name, index) => (
                    <span key={name}>
                      {index === 0 ? "" : ", "}
                      <a href={`/stations/${encodeURIComponent(name)}`}>{name}</a>
                    </span>
                  ))}
                </p>
              );
            })}
          </li>
        ))}
      </ul>
    </section>
  );
};
