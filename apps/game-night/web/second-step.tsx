import { safe } from "@levelup/client";
import { type FormEvent, useState } from "react";
import { levelup } from "./levelup.ts";

/** The second step of a login, for accounts that have turned it on. */
export function SecondStep({ challenge, onStartAgain }: { challenge: string; onStartAgain: () => void }) {
  const [problem, setProblem] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code"));
    const login = await safe(levelup.auth.secondFactor({ challenge, code }));
    if (!login.ok) setProblem(login.error.message);
  }

  return (
    <form onSubmit={submit}>
      <h2>Enter your code</h2>
      <label>
        Code from your authenticator app <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit" className="primary">
        Log in
      </button>
      <button type="button" onClick={onStartAgain}>
        Start again
      </button>
    </form>
  );
}
