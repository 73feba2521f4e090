import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

interface SearchFieldProps {
  readonly name: string;
  readonly label: string;
  readonly submit: string;
  readonly hint?: string;
  readonly value?: string;
  readonly icon?: IconName;
  /** Where the answer is; this page when undefined. */
  readonly action?: string;
}

/** One thing to look for, and its button. It works without script: what is typed becomes the next page's address. */
export const SearchField = (field: SearchFieldProps) => (
  <form method="get" action={field.action} className="field">
    <label htmlFor={field.name}>{field.label}</label>
    {field.hint === undefined ? null : (
      <p className="hint" id={`${field.name}-hint`}>
        {field.hint}
      </p>
    )}
    <div className="field-row">
      <div className="field-with-icon">
        <Icon name={field.icon ?? "search"} />
        <input
          type="search"
          id={field.name}
          name={field.name}
          defaultValue={field.value}
          autoComplete="off"
          aria-describedby={field.hint === undefined ? undefined : `${field.name}-hint`}
        />
      </div>
      <button type="submit">{field.submit}</button>
    </div>
  </form>
);
