import { useTranslation } from "react-i18next";
import { useFormats } from "./formats-context.tsx";
import type { ToldHealth } from "./health.ts";

/** Tells everybody that the store does not commit at the moment, and that nothing is lost by it. */
export const WaitingBanner = () => {
  const { t } = useTranslation();
  return (
    <p className="banner" role="status">
      {t("store.waiting")}
    </p>
  );
};

/** Tells everybody that accounts and the like are away, and that measurements go on. */
export const RecordsBanner = () => {
  const { t } = useTranslation();
  return (
    <p className="banner" role="status">
      {t("store.recordsDown")}
    </p>
  );
};

type DamageBannerProps = Required<Pick<ToldHealth, "missing">> & Pick<ToldHealth, "damages">;

/** Tells the administrator that something of what was acknowledged is missing, and what to do. */
export const DamageBanner = ({ missing, damages = [] }: DamageBannerProps) => {
  const { t } = useTranslation();
  const { moment } = useFormats();
  if (missing === undefined) return null;
  const { commits, since } = missing;
  return (
    <section className="banner" aria-labelledby="damage-banner">
      <h2 id="damage-banner">
        {commits === 0 ? t("store.missingSome") : t("store.missing", { count: commits })}
      </h2>
      {since === undefined ? null : (
        <p>{t("store.missingSince", { moment: moment(Date.parse(since)) })}</p>
      )}
      <p>{t("store.missingText")}</p>
      <p>{t("store.remedy")}</p>
      <pre>
        <code>npm run dcz -- rescue</code>
      </pre>
      {damages.length === 0 ? null : (
        <details>
          <summary>{t("store.damages", { count: damages.length })}</summary>
          <ul>
            {damages.map((damage, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: damages have no name, and their order stays
              <li key={index}>
                <Damage damage={damage} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const Damage = ({ damage }: { damage: NonNullable<ToldHealth["damages"]>[number] }) => {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { at, reason, missingCommits, isWhole, aside } = damage;
  return (
    <>
      <p>
        {at === undefined ? null : `${moment(Date.parse(at))} – `}
        <span lang="en">{reason}</span>
      </p>
      <p>
        {isWhole ? t("store.whole") : t("store.lost", { count: missingCommits })}
        {aside === undefined ? null : (
          <>
            {" "}
            {t("store.aside")}
            <code>{aside}</code>
          </>
        )}
      </p>
    </>
  );
};
