import { useTranslation } from "react-i18next";
import { bookletOrders, bookletPapers, listPapers, MOST_IN_BOOKLET } from "../prints.ts";
import type { AtlasQuery } from "./atlas-query.ts";
import { choiceOf, KeptChoice } from "./kept-choice.tsx";

/** The list that is shown, as a booklet: it works without script, and its address can be sent to somebody. */
export const PrintForm = ({ asked, count }: { asked: AtlasQuery; count: number | undefined }) => {
  const { t } = useTranslation();
  const isTooLong = count !== undefined && count > MOST_IN_BOOKLET;
  return (
    <section aria-labelledby="print">
      <h2 id="print">{t("atlas.printed.title")}</h2>
      {isTooLong ? (
        <p>{t("atlas.printed.tooMany", { count, most: MOST_IN_BOOKLET })}</p>
      ) : (
        <>
          <p>{t("atlas.printed.intro")}</p>
          <form className="atlas-choice" method="get" action="/atlas/booklet.pdf">
            <KeptChoice asked={asked} />
            <div>
              <label htmlFor="paper">{t("atlas.printed.paper")}</label>
              <select id="paper" name="paper">
                {bookletPapers.map((paper) => (
                  <option key={paper} value={paper}>
                    {t(`atlas.printed.papers.${paper}`)}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label htmlFor="by">{t("atlas.printed.by")}</label>
              <select id="by" name="by">
                {bookletOrders.map((by) => (
                  <option key={by} value={by}>
                    {t(`atlas.printed.orders.${by}`)}
                  </option>
                ))}
              </select>
            </div>
            <button type="submit" className="quiet">
              {t("atlas.printed.make")}
            </button>
          </form>
        </>
      )}
      <ul className="links">
        {listPapers.map((paper) => (
          <li key={paper}>
            <a
              href={`/atlas/poster.pdf?${new URLSearchParams([...choiceOf(asked), ["paper", paper]])}`}
            >
              {t(`atlas.printed.posters.${paper}`)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};
