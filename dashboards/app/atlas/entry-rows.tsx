import { useTranslation } from "react-i18next";
import type { AtlasPage } from "../api/answers.ts";
import { useDistance } from "../site/use-distance.ts";
import { Opening } from "./opening.tsx";
import { useAtlasWord } from "./use-atlas-word.ts";

interface EntryRowsProps {
  readonly list: AtlasPage;
  readonly title: string;
  readonly now: number;
}

/** Places and offers, each with what decides whether to go: where, whether it is open, for what, at what price. */
export const EntryRows = ({ list: { entries }, title, now }: EntryRowsProps) => {
  const { t } = useTranslation();
  const word = useAtlasWord();
  const distance = useDistance();
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="entries">
      <h2 id="entries">{title}</h2>
      <ol className="atlas-rows">
        {entries.map((entry) => (
          <li key={entry.id}>
            <h3>
              <a href={`/atlas/${entry.slug}`}>{entry.name}</a>
            </h3>
            <p>
              {[entry.street, [entry.postcode, entry.commune].filter(Boolean).join(" ")]
                .filter(Boolean)
                .join(", ")}
              {entry.distance === undefined
                ? null
                : `, ${t("atlas.away", { distance: distance(entry.distance) })}`}
            </p>
            <p>
              <Opening opening={entry.opening} zone={entry.zone} now={now} />
              {entry.fees.length === 0 ? null : ` · ${entry.fees.map(word).join(", ")}`}
            </p>
            {entry.services.length === 0 ? null : (
              <p className="note">{entry.services.map(word).join(" · ")}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
};
