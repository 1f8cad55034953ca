import classes from "./stairs.module.css";

/** How high the pixel can stand: 0 is the ground, 6 the top step. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const steps = [0, 1, 2, 3, 4, 5, 6] as const;

/** A staircase that climbs out of the page, and a pixel on the step that it has come to. It says nothing in words. */
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
