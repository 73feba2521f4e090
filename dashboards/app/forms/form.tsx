import {
  createContext,
  type HTMLInputAutoCompleteAttribute,
  type ReactNode,
  useContext,
} from "react";
import { useTranslation } from "react-i18next";
import type { FormState } from "./form-state.ts";

const StateContext = createContext<FormState>({ values: {}, faults: [] });

interface FormProps {
  readonly state?: FormState | undefined;
  readonly action?: string;
  /** What the button says; without it the form brings its own buttons. */
  readonly submit?: string;
  readonly quiet?: boolean;
  /** `get`: what is typed becomes the address of the next page, and nothing is changed. */
  readonly method?: "get" | "post";
  /** It holds a file. */
  readonly withFile?: boolean;
  readonly children?: ReactNode;
}

/** A form that is sent as a whole. The server checks it: a browser's own messages are not in its language. */
export const Form = ({
  state,
  action,
  submit,
  quiet = false,
  method = "post",
  withFile = false,
  children,
}: FormProps) => (
  <StateContext value={state ?? { values: {}, faults: [] }}>
    <form
      method={method}
      action={action}
      encType={withFile ? "multipart/form-data" : undefined}
      noValidate
      className="form"
    >
      {children}
      {submit === undefined ? null : (
        <p className="actions">
          <button type="submit" className={quiet ? "quiet" : undefined}>
            {submit}
          </button>
        </p>
      )}
    </form>
  </StateContext>
);

const useField = (name: string, hint: boolean) => {
  const { values, faults } = useContext(StateContext);
  const fault = faults.find(({ field }) => field === name)?.text;
  const described = [hint ? `${name}-hint` : "", fault === undefined ? "" : `${name}-fault`]
    .filter((id) => id !== "")
    .join(" ");
  return {
    typed: values[name],
    fault,
    attributes: {
      id: name,
      name,
      "aria-invalid": fault === undefined ? undefined : (true as const),
      "aria-describedby": described === "" ? undefined : described,
    },
  };
};

interface About {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
}

/** The words above a field, and what is wrong with what it holds. */
const Labelled = ({
  name,
  label,
  hint,
  optional = false,
  fault,
  children,
}: About & { fault: FormState["faults"][number]["text"] | undefined; children: ReactNode }) => {
  const { t } = useTranslation();
  return (
    <div className={fault === undefined ? "field" : "field wrong"}>
      <label htmlFor={name}>
        {label}
        {optional ? ` ${t("forms.optional")}` : null}
      </label>
      {hint === undefined ? null : (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p id={`${name}-fault`} className="field-fault">
          {t(`forms.faults.${fault}`)}
        </p>
      )}
      {children}
    </div>
  );
};

interface TextFieldProps extends About {
  readonly type?:
    | "text"
    | "email"
    | "password"
    | "url"
    | "date"
    | "datetime-local"
    | "search"
    | "tel";
  readonly autoComplete: HTMLInputAutoCompleteAttribute;
  readonly inputMode?: "text" | "email" | "numeric" | "url" | "tel";
  readonly preset?: string | undefined;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
  /** Of several fields one is filled in: none is demanded alone. */
  readonly isOneOf?: boolean;
  /** Names, codes and addresses are no words of a dictionary. */
  readonly plain?: boolean;
}

export const TextField = ({
  type = "text",
  autoComplete,
  inputMode,
  preset,
  maxLength,
  readOnly,
  isOneOf = false,
  plain = false,
  ...about
}: TextFieldProps) => {
  const { typed, fault, attributes } = useField(about.name, about.hint !== undefined);
  return (
    <Labelled {...about} fault={fault}>
      <input
        {...attributes}
        type={type}
        autoComplete={autoComplete}
        inputMode={inputMode}
        // A password is typed again.
        defaultValue={type === "password" ? undefined : (typed ?? preset)}
        maxLength={maxLength}
        readOnly={readOnly}
        required={about.optional !== true && !isOneOf}
        {...(plain ? { autoCapitalize: "none", spellCheck: false } : {})}
      />
    </Labelled>
  );
};

/** A file, which a browser never gives back to a form: after a fault it is chosen again. */
export const FileField = ({ accept, ...about }: About & { readonly accept: string }) => {
  const { fault, attributes } = useField(about.name, about.hint !== undefined);
  return (
    <Labelled {...about} fault={fault}>
      <input {...attributes} type="file" accept={accept} required={about.optional !== true} />
    </Labelled>
  );
};

export const LongField = ({
  preset,
  ...about
}: About & { readonly preset?: string | undefined }) => {
  const { typed, fault, attributes } = useField(about.name, about.hint !== undefined);
  return (
    <Labelled {...about} fault={fault}>
      <textarea
        {...attributes}
        rows={4}
        autoComplete="off"
        defaultValue={typed ?? preset}
        required={about.optional !== true}
      />
    </Labelled>
  );
};

interface Option {
  readonly value: string;
  readonly label: string;
}

export const SelectField = ({
  options,
  preset,
  ...about
}: About & { readonly options: readonly Option[]; readonly preset?: string | undefined }) => {
  const { typed, fault, attributes } = useField(about.name, about.hint !== undefined);
  return (
    <Labelled {...about} fault={fault}>
      <select {...attributes} defaultValue={typed ?? preset ?? ""}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
};

export const Tick = ({
  name,
  label,
  hint,
  value = "yes",
  preset = false,
}: Omit<About, "optional"> & { readonly value?: string; readonly preset?: boolean }) => {
  const { t } = useTranslation();
  const { typed, fault, attributes } = useField(name, hint !== undefined);
  return (
    <div className={fault === undefined ? "field" : "field wrong"}>
      {fault === undefined ? null : (
        <p id={`${name}-fault`} className="field-fault">
          {t(`forms.faults.${fault}`)}
        </p>
      )}
      <div className="tick">
        <input
          {...attributes}
          type="checkbox"
          value={value}
          defaultChecked={typed === undefined ? preset : typed === value}
        />
        <label htmlFor={name}>{label}</label>
      </div>
      {hint === undefined ? null : (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
};

/** A question with all its answers to be seen. The first carries the name of the question as its id. */
const Answers = ({
  name,
  label,
  hint,
  type,
  options,
  isChosen,
}: Omit<About, "optional"> & {
  readonly type: "radio" | "checkbox";
  readonly options: readonly Option[];
  readonly isChosen: (value: string) => boolean;
}) => {
  const { t } = useTranslation();
  const { fault, attributes } = useField(name, hint !== undefined);
  return (
    <fieldset
      className={fault === undefined ? "field" : "field wrong"}
      aria-describedby={attributes["aria-describedby"]}
    >
      <legend>{label}</legend>
      {hint === undefined ? null : (
        <p id={`${name}-hint`} className="hint">
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p id={`${name}-fault`} className="field-fault">
          {t(`forms.faults.${fault}`)}
        </p>
      )}
      {options.map((option, index) => (
        <div className="tick" key={option.value}>
          <input
            type={type}
            id={index === 0 ? name : `${name}-${option.value}`}
            name={name}
            value={option.value}
            defaultChecked={isChosen(option.value)}
          />
          <label htmlFor={index === 0 ? name : `${name}-${option.value}`}>{option.label}</label>
        </div>
      ))}
    </fieldset>
  );
};

/** One answer of a few. */
export const Choice = ({
  preset,
  ...about
}: About & { readonly options: readonly Option[]; readonly preset?: string | undefined }) => {
  const { typed } = useField(about.name, false);
  return <Answers {...about} type="radio" isChosen={(value) => (typed ?? preset) === value} />;
};

/** Several answers of a few; each is a field of the same name. */
export const Ticks = ({
  preset = [],
  ...about
}: Omit<About, "optional" | "hint"> & {
  readonly options: readonly Option[];
  readonly preset?: readonly string[];
}) => {
  const { typed = preset.join(" ") } = useField(about.name, false);
  const chosen = typed.split(" ");
  return <Answers {...about} type="checkbox" isChosen={(value) => chosen.includes(value)} />;
};
