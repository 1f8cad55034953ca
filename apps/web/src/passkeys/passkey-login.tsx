import { Button } from "@mantine/core";
import { NoticeBox } from "../forms/notice.tsx";
import { PasskeyIcon } from "../shell/icons.tsx";
import { LocalhostLink } from "./localhost-link.tsx";
import classes from "./passkeys.module.css";
import { usePasskeyLogin } from "./use-passkey-login.ts";

/** The button that logs in by a passkey; nothing where that is not possible. */
export function PasskeyLogin() {
  const { offered, usable, pending, message, press } = usePasskeyLogin();
  if (!offered) return null;
  if (!usable) return <LocalhostLink />;
  return (
    <div className={classes.login}>
      <Button variant="default" fullWidth leftSection={<PasskeyIcon />} aria-disabled={pending} onClick={press}>
        Log in with a passkey
      </Button>
      <PasskeyStatus pending={pending} text={message?.quiet ? message.text : ""} />
      {message && !message.quiet && message.text && <NoticeBox title={message.text} />}
    </div>
  );
}

/** What a passkey is doing; screen readers announce it. */
export function PasskeyStatus({ pending, text }: { pending: boolean; text: string }) {
  return (
    <p role="status" className={classes.status}>
      {pending ? "Your browser asks for your passkey…" : text}
    </p>
  );
}
