import type { ReactNode } from "react";

interface FoldProps {
  /** What stands in it: the heading above tells what it is about. */
  readonly summary: ReactNode;
  readonly children: ReactNode;
}

/** What a phone shows when it is asked to, under a heading and a sentence; a wide screen and paper show it at once. */
export const Fold = ({ summary, children }: FoldProps) => (
  <details className="fold">
    <summary>{summary}</summary>
    {children}
  </details>
);
