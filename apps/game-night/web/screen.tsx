import { useSession } from "@levelup/client/react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { levelup, TRPCProvider, trpcClient, useTRPC } from "./levelup.ts";
import { Login } from "./login.tsx";

/** The one screen: the events to come, beside the login or a form for a new event. */
export function Screen() {
  const { status } = useSession();
  return (
    <TRPCProvider trpcClient={trpcClient} queryClient={useQueryClient()}>
      <header>
        <h1>Game night</h1>
        {status === "signedIn" && (
          <button type="button" onClick={() => levelup.auth.logout()}>
            Log out
          </button>
        )}
      </header>
      <main>
        <Events isSignedIn={status === "signedIn"} />
        {status === "signedIn" ? <NewEvent /> : <Login />}
      </main>
    </TRPCProvider>
  );
}

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

function Events({ isSignedIn }: { isSignedIn: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useQuery({ ...trpc.account.me.queryOptions(), enabled: isSignedIn });
  const events = useQuery(trpc.events.list.queryOptions());
  const changed = { onSettled: () => queryClient.invalidateQueries(trpc.events.list.queryFilter()) };
  const join = useMutation(trpc.events.join.mutationOptions(changed));
  const leave = useMutation(trpc.events.leave.mutationOptions(changed));

  return (
    <section>
      <h2>Events to come</h2>
      {events.data?.length === 0 && <p>There are none yet.</p>}
      {join.error && <p role="alert">{join.error.message}</p>}
      <ul>
        {events.data?.map(({ id, game, host, startsAt, seats, gamers }) => (
          <li key={id}>
            <div>
              <h3>{game}</h3>
              <p>{when.format(new Date(startsAt))}</p>
              <p>
                With {host} · {gamers.length} of {seats} seats taken
              </p>
            </div>
            {me.data &&
              (gamers.includes(me.data.username) ? (
                <button type="button" onClick={() => leave.mutate({ id })}>
                  Leave
                </button>
              ) : (
                <button
                  type="button"
                  className="primary"
                  disabled={gamers.length >= seats}
                  onClick={() => join.mutate({ id })}
                >
                  Join
                </button>
              ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Adds a game where there is none of the title, and an event of it. */
function NewEvent() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const games = useQuery(trpc.games.list.queryOptions());
  const add = useMutation({
    async mutationFn(form: FormData) {
      const title = String(form.get("title")).trim();
      const game =
        games.data?.find((game) => game.title === title) ?? (await levelup.api.games.create.mutate({ title }));
      const startsAt = new Date(String(form.get("startsAt"))).toISOString();
      return levelup.api.events.create.mutate({ gameId: game.id, startsAt, seats: Number(form.get("seats")) });
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    add.mutate(new FormData(form), { onSuccess: () => form.reset() });
  }

  return (
    <form onSubmit={submit}>
      <h2>Invite to a game</h2>
      <label>
        Game <input name="title" list="games" required maxLength={100} />
      </label>
      <datalist id="games">
        {games.data?.map(({ id, title }) => (
          <option key={id} value={title} />
        ))}
      </datalist>
      <label>
        Starts at <input name="startsAt" type="datetime-local" required />
      </label>
      <label>
        Seats <input name="seats" type="number" min={1} max={20} defaultValue={4} required />
      </label>
      {add.error && <p role="alert">{add.error.message}</p>}
      <button type="submit" className="primary">
        Invite
      </button>
    </form>
  );
}
