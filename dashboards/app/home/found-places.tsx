import type { ReactNode } from "react";
import type { FoundPlace } from "./find-places.ts";

interface FoundPlacesProps {
  readonly found: readonly FoundPlace[];
  /** A commune is public: its page has an address of its own. */
  readonly addressOf: (place: string) => string;
  /** Where an address, which nobody else is to see, is sent. */
  readonly action: string;
  /** Further hidden fields of that form. */
  readonly fields?: ReactNode;
}

/** Places that were found by what somebody typed, to choose from. */
export const FoundPlaces = ({ found, addressOf, action, fields }: FoundPlacesProps) => (
  <ul className="found-places">
    {found.map(({ label, place, isCommune }) => (
      <li key={`${label} ${place}`}>
        {isCommune ? (
          <a className="button quiet" href={addressOf(place)}>
            {label}
          </a>
        ) : (
          <form method="post" action={action}>
            {fields}
            <input type="hidden" name="place" value={place} />
            <button type="submit" className="quiet">
              {label}
            </button>
          </form>
        )}
      </li>
    ))}
  </ul>
);

interface PositionFormProps {
  readonly action: string;
  readonly fields?: ReactNode;
  readonly texts: {
    readonly waits: string;
    readonly refused: string;
    readonly submit: string;
    readonly hint: string;
  };
}

/** The position of the device, rounded there; shown by the script that can ask for it. */
export const PositionForm = ({ action, fields, texts }: PositionFormProps) => (
  <>
    <form
      method="post"
      action={action}
      data-position=""
      data-waiting={texts.waits}
      data-refused={texts.refused}
      hidden
    >
      {fields}
      <input type="hidden" name="place" value="" />
      <button type="submit" className="quiet">
        {texts.submit}
      </button>
      <p className="hint">{texts.hint}</p>
      <p role="status" />
    </form>
    <script src="/position.js" defer />
  </>
);
