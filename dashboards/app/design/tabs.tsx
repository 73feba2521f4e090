import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

interface Tab {
  readonly href: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly isHere: boolean;
}

/** Views of one thing. Each is a link with an address, so they work without script and can be sent to somebody. */
export const Tabs = ({ label, tabs }: { label: string; tabs: readonly Tab[] }) => (
  <nav aria-label={label}>
    <ul className="tabs">
      {tabs.map((tab) => (
        <li key={tab.href}>
          <a href={tab.href} aria-current={tab.isHere ? "page" : undefined}>
            {tab.icon === undefined ? null : <Icon name={tab.icon} />}
            {tab.label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
