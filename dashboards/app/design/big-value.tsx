import type { ReactNode } from "react";

interface BigValueProps {
  /** As the reader's language writes it; undefined where it is not known. */
  readonly value: string | undefined;
  readonly unit: string;
  /** What it means, and what it means for somebody. */
  readonly sentence: ReactNode;
  /** Its band, its trend. */
  readonly children?: ReactNode;
}

/** The one figure of a page, with the sentence that says what it means. Not known is a dash, never a zero. */
export const BigValue = ({ value, unit, sentence, children }: BigValueProps) => (
  <div className="big-value">
    <p className="big-value-figure">
      <span>{value ?? "–"}</span>
      {value === undefined ? null : <span className="big-value-unit">{unit}</span>}
    </p>
    {children}
    <p className="big-value-sentence">{sentence}</p>
  </div>
);
