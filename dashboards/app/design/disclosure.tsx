import type { ReactNode } from "react";

interface DisclosureProps {
  readonly summary: ReactNode;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}

/** What only some want to know. On paper it is open. */
export const Disclosure = ({ summary, isOpen = false, children }: DisclosureProps) => (
  <details open={isOpen}>
    <summary>{summary}</summary>
    {children}
  </details>
);
