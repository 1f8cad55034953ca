import { safe } from "@levelup/client";
import { type FormEvent, useState } from "react";
import { levelup } from "./levelup.ts";
import { SecondStep } from "./second-step.tsx";

/** Logs in, or registers. The session that follows replaces the screen. */
export function Login() {
  const [isNew, setIsNew] = useState(false);
  const [challenge, setChallenge] = useState<string>();
  const [problem, setProblem] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = new FormData(event.currentTarget);
    const credentials = { username: String(text.get("username")), password: String(text.get("password")) };
    if (isNew) {
      const names = { firstName: String(text.get("firstName")), lastName: String(text.get("lastName")) };
      const registered = await safe(levelup.auth.register({ ...credentials, ...names }));
      if (!registered.ok) setProblem(registered.error.issues?.[0]?.message ?? registered.error.message);
    } else {
      const login = await safe(levelup.auth.login(credentials));
      if (!login.ok) setProblem(login.error.message);
      else if (login.data.secondFactor) setChallenge(login.data.secondFactor.challenge);
      else if (!login.data.valid) setProblem("Wrong username or password.");
    }
  }

  if (challenge !== undefined) return <SecondStep challenge={challenge} onStartAgain={() => setChallenge(undefined)} />;
  return (
    <form onSubmit={submit}>
      <h2>{isNew ? "Register" : "Log in"}</h2>
      <label>
        Username <input name="username" autoComplete="username" required />
      </label>
      {isNew && (
        <>
          <label>
            First name <input name="firstName" autoComplete="given-name" required />
          </label>
          <label>
            Last name <input name="lastName" autoComplete="family-name" required />
          </label>
        </>
      )}
      <label>
        Password{" "}
        <input name="password" type="password" autoComplete={isNew ? "new-password" : "current-password"} required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit" className="primary">
        {isNew ? "Register" : "Log in"}
      </button>
      <button type="button" onClick={() => setIsNew(!isNew)}>
        {isNew ? "I have an account" : "I am new here"}
      </button>
    </form>
  );
}
