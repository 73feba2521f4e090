interface SourceListProps {
  readonly sources: readonly { readonly title: string; readonly url: string }[];
}

/** Standards, articles and data sheets, whose titles are in English. */
export const SourceList = ({ sources }: SourceListProps) => (
  <ul>
    {sources.map(({ title, url }) => (
      <li key={url}>
        <a href={url} lang="en">
          {title}
        </a>
      </li>
    ))}
  </ul>
);
