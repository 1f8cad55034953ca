/** What is imported, in our own words. */
export const kinds = ["users", "gamers", "tokens"] as const;
export type Kind = (typeof kinds)[number];

/** A row as Django has it, column by column, with the values that its reader brought. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** Where users, gamers and tokens come from: a database or fixtures. */
export type DjangoSource = AsyncDisposable & {
  /** For the report: a file, or a host and a database. Never a credential. */
  readonly name: string;
  /** The kinds of which the source has every row there is. A fixture may be a part. */
  readonly complete: readonly Kind[];
  /** What was looked for and is not there, for the report. */
  readonly absent: readonly string[];
  /** How many rows `batches` will bring; null where that is known only at the end. */
  readonly rowCount: number | null;
  /** The rows, in any order, a few thousand at a time. To be read once. */
  batches(): AsyncIterable<{ kind: Kind; rows: SourceRow[] }>;
};

/** What the tables and models of a project are called. */
export type DjangoNames = {
  tables: Record<Kind, string>;
  models: Record<Kind, string>;
  /** The custom user model's USERNAME_FIELD. */
  usernameColumn: string;
};

/** What Django, Django REST Framework and the original Level Up call them. */
export const defaultNames: DjangoNames = {
  tables: { users: "auth_user", gamers: "levelupapi_gamer", tokens: "authtoken_token" },
  models: { users: "auth.user", gamers: "levelupapi.gamer", tokens: "authtoken.token" },
  usernameColumn: "username",
};

/** Rows that are read and written at once: enough to make round trips cheap, few enough to keep memory flat. */
export const batchRows = 2000;
