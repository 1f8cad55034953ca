import type { ComponentProps } from "react";
import classes from "./checkbox.module.css";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "className"> & { label: string };

/** A checkbox with its label behind it. */
export function Checkbox({ label, ...input }: CheckboxProps) {
  return (
    <label className={classes.checkbox}>
      <input {...input} type="checkbox" />
      {label}
    </label>
  );
}
