import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { shortText } from "../errors/error-presentation.ts";
import { FormLinks } from "../forms/form.tsx";
import { useCountdown } from "../forms/use-countdown.ts";
import { useHeadingFocus } from "../layout/use-heading-focus.ts";
import { AuthFrame } from "./auth-frame.tsx";
import classes from "./mail-on-its-way.module.css";

/** Long enough for a mail to arrive. */
const secondsUntilAgain = 60;

/** The same for every name, known or not. */
export function MailOnItsWay({ login }: { login: string }) {
  const levelup = useLevelUp();
  const { left, start } = useCountdown();
  const [pending, setPending] = useState(false);
  const [result, setResult] = useState("");
  useHeadingFocus();
  useEffect(() => start(secondsUntilAgain), [start]);

  async function sendAgain() {
    if (pending) return;
    setPending(true);
    setResult("");
    const sent = await safe(levelup.auth.requestPasswordReset({ login }));
    setPending(false);
    setResult(sent.ok ? "Another mail is on its way." : shortText(sent.error));
    if (sent.ok) start(secondsUntilAgain);
  }

  return (
    <AuthFrame title="Check your mail" level={4} intro="If there is an account, a mail is on its way.">
      <div className={classes.next}>
        <p>Open the link in it and set a new password. It works for a limited time, once.</p>
        <p>Nothing there after a minute? Look in the spam folder, or have it sent again.</p>
        <div className={classes.again}>
          <Button variant="default" size="sm" disabled={left > 0} aria-disabled={pending} onClick={sendAgain}>
            {pending ? "Sending…" : "Send again"}
          </Button>
          <span role="status">{result}</span>
        </div>
        <FormLinks>
          <Link to="/reset-password">Enter the code from the mail</Link>
          <Link to="/login">Back to the login</Link>
        </FormLinks>
      </div>
    </AuthFrame>
  );
}
