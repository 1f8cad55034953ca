import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { type Strength, strengthOf } from "./strength.ts";
import classes from "./strength-meter.module.css";

/** Long enough for a word to be finished. */
const typingPauseMs = 150;

const names = ["", "Guessed at once.", "Weak.", "Fair.", "Strong."] as const;
const nothing: Strength = { steps: 0, advice: "" };

type StrengthMeterProps = { password: string; personal: string[]; rule: string };

/** The rule of a new password before one types; four steps to climb, and what would help, while one does. */
export function StrengthMeter({ password, personal, rule }: StrengthMeterProps) {
  const strength = useStrength(password, personal);
  const words = strength.steps === 0 ? rule : `${names[strength.steps]} ${strength.advice}`.trim();
  return (
    <span className={classes.meter}>
      <span className={classes.steps} data-steps={strength.steps} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      <span aria-live="polite">{words}</span>
    </span>
  );
}

function useStrength(password: string, personal: string[]): Strength {
  const [typed] = useDebouncedValue(password, typingPauseMs);
  const [strength, setStrength] = useState(nothing);
  const known = personal.join("\n");
  useEffect(() => {
    let stale = false;
    strengthOf(typed, known.split("\n")).then(
      (next) => {
        if (!stale) setStrength(next);
      },
      // The dictionaries could not be loaded: the rule stays, and the server decides.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [typed, known]);
  return password === "" ? nothing : strength;
}
