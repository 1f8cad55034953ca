/** What is imported; allauth's e-mail addresses only if their table or model is named. */
export const kinds = ["users", "gamers", "tokens", "emails"] as const;
export type Kind = (typeof kinds)[number];

/** The kinds that every import looks for. */
export type MainKind = Exclude<Kind, "emails">;

/** A row of Django's, by column. The types of its values depend on the source. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** Where the rows come from: a database or fixtures. */
export type DjangoSource = AsyncDisposable & {
  /** For the report: a file, or a host and a database. Never a credential. */
  readonly name: string;
  /** The kinds of which the source has every row there is. A fixture may be a part. */
  readonly complete: readonly Kind[];
  /** How many rows `batches` will bring; null where that is known only at the end. */
  readonly rowCount: number | null;
  /** The rows, in any order, a few thousand at a time. To be read once. */
  batches(): AsyncIterable<{ kind: Kind; rows: SourceRow[] }>;
  /** What is not imported. Complete after the last batch. */
  leftovers(): Leftovers;
};

/** What a source lacks, and what it has that is not imported: sentences for the report. */
export type Leftovers = {
  /** Kinds that were not found, and where they may be. */
  absent: string[];
  /** Columns, tables and models that are not read. */
  leftAlone: string[];
  /** Packages whose tables or models are there, and what that means for the move. */
  packages: string[];
};

/** What the tables and models of a project are called. */
export type DjangoNames = {
  tables: Record<MainKind, string> & { emails?: string | undefined };
  models: Record<MainKind, string> & { emails?: string | undefined };
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
