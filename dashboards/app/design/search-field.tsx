import type { ReactNode } from "react";
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
  /** `post` keeps what is typed, a place for example, out of every address. */
  readonly method?: "get" | "post";
  readonly isRequired?: boolean;
  readonly maxLength?: number;
  /** What else the form sends. */
  readonly children?: ReactNode;
}

/** One thing to look for, and its button. It works without script: by `get`, what is typed becomes the next page's address. */
export const SearchField = (field: SearchFieldProps) => (
  <form method={field.method ?? "get"} action={field.action} className="field">
    {field.children}
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
          required={field.isRequired}
          maxLength={field.maxLength}
          aria-describedby={field.hint === undefined ? undefined : `${field.name}-hint`}
        />
      </div>
      <button type="submit">{field.submit}</button>
    </div>
  </form>
);
