import classes from "./passkeys.module.css";
import { localhostUrl } from "./use-passkeys.ts";

/** Says where passkeys work, if this page is opened by an address of this machine. */
export function LocalhostLink() {
  const url = localhostUrl();
  if (!url) return null;
  return (
    <p className={classes.note}>
      Passkeys work at <a href={url}>{new URL(url).host}</a> only.
    </p>
  );
}
