const MOST_CHARACTERS = 100;

/** What somebody looks for in a list, as its address says it. */
export const searchedText = (parameters: URLSearchParams): string =>
  (parameters.get("search") ?? "").trim().slice(0, MOST_CHARACTERS);

interface SearchFormProps {
  /** The list's own address. */
  readonly action: string;
  readonly label: string;
  readonly button: string;
  readonly search: string | undefined;
}

/** One field above a list: the words are sent with the address, so that a page of results can be kept and sent on. */
export const SearchForm = ({ action, label, button, search }: SearchFormProps) => (
  <search>
    <form className="find" method="get" action={action}>
      <label htmlFor="search">{label}</label>
      <input
        id="search"
        name="search"
        type="search"
        maxLength={MOST_CHARACTERS}
        defaultValue={search}
      />
      <button type="submit">{button}</button>
    </form>
  </search>
);
