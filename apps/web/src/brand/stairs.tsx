import classes from "./stairs.module.css";

/** The step on which the pixel stands: 0 is the ground, 6 the top. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const steps = [0, 1, 2, 3, 4, 5, 6] as const;

/** A staircase with a pixel on the step of `level`. Decoration only, hidden from screen readers. */
export function Stairs({ level }: { level: Level }) {
  return (
    <div className={classes.stairs} data-level={level} aria-hidden="true">
      {steps.map((step) => (
        <div key={step} className={classes.step} data-step={step} data-reached={step <= level || undefined} />
      ))}
      <div className={classes.pixel} />
    </div>
  );
}
