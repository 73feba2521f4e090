interface TrailProps {
  readonly label: string;
  /** From the widest to the nearest. */
  readonly steps: readonly { readonly href: string; readonly label: string }[];
  /** This page. */
  readonly here: string;
}

/** Where a page stands, where it lies deeper than one step. */
export const Trail = ({ label, steps, here }: TrailProps) => (
  <nav aria-label={label}>
    <ol className="trail">
      {steps.map((step) => (
        <li key={step.href}>
          <a href={step.href}>{step.label}</a>
        </li>
      ))}
      <li aria-current="page">{here}</li>
    </ol>
  </nav>
);
