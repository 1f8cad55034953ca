import classes from "./mark.module.css";

/** The logo of Level Up: a pixel on a step. */
export function Mark() {
  return (
    <svg className={classes.mark} viewBox="0 0 32 32" aria-hidden="true">
      <path
        className={classes.step}
        d="M2 27.8v-4.1a2.2 2.2 0 0 1 2.2-2.2h7.1v-7.1a2.2 2.2 0 0 1 2.2-2.2h14.3a2.2 2.2 0 0 1 2.2 2.2v13.4a2.2 2.2 0 0 1-2.2 2.2H4.2A2.2 2.2 0 0 1 2 27.8Z"
      />
      <rect className={classes.pixel} x="20.6" y="1.4" width="9" height="9" rx="2.2" />
    </svg>
  );
}

/** The logo and the name. */
export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <Mark />
      Level Up
    </span>
  );
}
