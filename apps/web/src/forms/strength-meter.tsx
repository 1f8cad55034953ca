import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { type Strength, strengthOf } from "./strength.ts";
import classes from "./strength-meter.module.css";

/** Long enough not to rate a half-typed word. */
const typingPauseMs = 150;

const names = ["", "Guessed at once.", "Weak.", "Fair.", "Strong."] as const;
const noStrength: Strength = { steps: 0, advice: "" };

type StrengthMeterProps = { password: string; personal: string[]; rule: string };

/** Shows the rule until a password is typed, then its strength in four steps with advice. */
export function StrengthMeter({ password, personal, rule }: StrengthMeterProps) {
  const strength = useStrength(password, personal);
  const text = strength.steps === 0 ? rule : `${names[strength.steps]} ${strength.advice}`.trim();
  return (
    <span className={classes.meter}>
      <span className={classes.steps} data-steps={strength.steps} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      <span aria-live="polite">{text}</span>
    </span>
  );
}

function useStrength(password: string, personal: string[]): Strength {
  const [typed] = useDebouncedValue(password, typingPauseMs);
  const [strength, setStrength] = useState(noStrength);
  const known = personal.join("\n");
  useEffect(() => {
    let stale = false;
    strengthOf(typed, known.split("\n")).then(
      (next) => {
        if (!stale) setStrength(next);
      },
      // The dictionaries did not load: the rule stays, and the server checks the password.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [typed, known]);
  return password === "" ? noStrength : strength;
}
