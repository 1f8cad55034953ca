import type { ReactNode } from "react";
import classes from "./item-row.module.css";
import { TimeAgo } from "./time.tsx";

/** An item of a list that has an icon, such as a device or a passkey. */
export function ItemRow({
  icon,
  current = false,
  children,
}: {
  icon: ReactNode;
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <li className={classes.row}>
      <span className={classes.icon} data-current={current || undefined}>
        {icon}
      </span>
      {children}
    </li>
  );
}

/** What an item is called, and facts about it, each a `span`. */
export function ItemText({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <p className={classes.name}>{name}</p>
      <p className={classes.facts}>{children}</p>
    </div>
  );
}

export function ItemButtons({ children }: { children: ReactNode }) {
  return <div className={classes.buttons}>{children}</div>;
}

/** The fact when an item was last used. */
export function LastUsed({ at }: { at: string | null }) {
  if (!at) return <span>Not used yet</span>;
  return (
    <span>
      Used <TimeAgo at={at} />
    </span>
  );
}
