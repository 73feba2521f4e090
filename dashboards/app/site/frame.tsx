import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import type { Visitor } from "../account/session.ts";
import { inLanguage, languages } from "../i18n/language.ts";
import type { ServiceFacts } from "../legal/operator.ts";
import { ServiceLinks } from "../legal/service-links.tsx";
import { ClockBanner } from "./clock-banner.tsx";
import { DemonstrationBanner } from "./demonstration-banner.tsx";
import { useFormats } from "./formats-context.tsx";
import type { ToldHealth } from "./health.ts";
import { Skyline } from "./skyline.tsx";
import { DamageBanner, RecordsBanner, WaitingBanner } from "./store-banners.tsx";

interface FrameProps {
  readonly children: ReactNode;
  readonly now: number | undefined;
  /** Undefined where the API did not tell it. */
  readonly health: ToldHealth | undefined;
  readonly service: ServiceFacts | undefined;
  /** Who has signed in. */
  readonly visitor: Visitor | undefined;
  /** The page is one of the administrator's. */
  readonly isAdmin: boolean;
}

/** What surrounds every page. Links are plain ones: with script and without, a page is loaded whole, always fresh. */
export const Frame = ({ children, now, health, service, visitor, isAdmin }: FrameProps) => {
  const { t, i18n } = useTranslation();
  const { search } = useLocation();
  const formats = useFormats();
  return (
    <>
      <a className="skip" href="#content">
        {t("site.skip")}
      </a>
      <header className="masthead">
        <div className="masthead-row">
          <a className="brand" href="/">
            <span className="brand-name">{t("site.name")}</span>
            <span className="brand-motto">{t("site.motto")}</span>
          </a>
          <div className="masthead-links">
            <nav className="main-links" aria-label={t("site.pages")}>
              <ul className="own-links">
                <li>
                  <a href="/map">{t("site.map")}</a>
                </li>
                <li>
                  <a href="/stations">{t("site.home")}</a>
                </li>
              </ul>
            </nav>
            <OwnLinks visitor={visitor} />
            <nav aria-label={t("site.languages")}>
              <ul className="languages">
                {languages.map((language) => (
                  <li key={language}>
                    <a
                      href={inLanguage(search, language)}
                      lang={language}
                      hrefLang={language}
                      aria-current={language === i18n.language ? "true" : undefined}
                    >
                      {{ fr: "Français", en: "English" }[language]}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </div>
        {visitor?.acting ? <ActingBand name={visitor.name} /> : null}
        <Skyline />
      </header>
      <main id="content" tabIndex={-1}>
        <DemonstrationBanner state={health?.demonstration} />
        {health?.isWaiting ? <WaitingBanner /> : null}
        {health?.areRecordsDown ? <RecordsBanner /> : null}
        {health?.clock === undefined ? null : <ClockBanner clock={health.clock} />}
        {health?.missing === undefined || !isAdmin ? null : (
          <DamageBanner missing={health.missing} damages={health.damages} />
        )}
        {children}
      </main>
      <footer className="colophon">
        {service === undefined ? null : <ServiceLinks service={service} />}
        <p>{t("site.about")}</p>
        {now === undefined ? null : (
          <p>
            <time dateTime={new Date(now).toISOString()} suppressHydrationWarning>
              {t("site.dataOf", { moment: formats.moment(now) })}
            </time>
          </p>
        )}
        <ul>
          <li>
            <a href="/stations">{t("site.home")}</a>
          </li>
          {health?.demonstration === "over" ? (
            <li>
              <a href="/stations?origin=simulated">{t("demonstration.link")}</a>
            </li>
          ) : null}
          <li>
            <a href="/map">{t("site.map")}</a>
          </li>
          <li>
            <a href="/atlas">{t("site.atlas")}</a>
          </li>
          <li>
            <a href="/api/openapi.json">{t("site.api")}</a>
          </li>
          <li>{t("site.licence")}</li>
        </ul>
      </footer>
    </>
  );
};

/** Who has signed in, and where their pages are; for everybody else the way in. */
const OwnLinks = ({ visitor }: { visitor: Visitor | undefined }) => {
  const { t } = useTranslation();
  if (visitor === undefined)
    return (
      <nav aria-label={t("own.label")}>
        <ul className="own-links">
          <li>
            <a href="/sign-in">{t("own.signIn")}</a>
          </li>
        </ul>
      </nav>
    );
  return (
    <nav aria-label={t("own.label")}>
      <ul className="own-links">
        <li>
          <a href="/account">
            <span className="wide-only">{t("own.of", { name: visitor.name })}</span>
            <span className="narrow-only">{t("own.account")}</span>
          </a>
        </li>
        {visitor.mayAssist ? (
          <li>
            <a href="/people">{t("own.assist")}</a>
          </li>
        ) : null}
        {visitor.mayAdminister ? (
          <li>
            <a href="/admin">{t("own.administer")}</a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
};

/** On every page while somebody acts for another person: nobody does so without knowing it. */
const ActingBand = ({ name }: { name: string }) => {
  const { t } = useTranslation();
  return (
    <form className="acting" method="post" action="/account/acting">
      <p>{t("acting.band", { name })}</p>
      <button type="submit">{t("acting.stop")}</button>
    </form>
  );
};
