import type { ReactNode } from "react";

/** What belongs together, on a ground of its own. */
export const Panel = ({ label, children }: { label?: string; children: ReactNode }) => (
  <section className="panel" aria-label={label}>
    {children}
  </section>
);
