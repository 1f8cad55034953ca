import { StartError } from "@levelup/server";
import { describePackages } from "../known-packages.ts";
import { type DjangoNames, defaultNames, type Kind, kinds, type Leftovers } from "../source.ts";

/** A table or view of a database. */
export type Relation = {
  /** Without its schema where a query can do without. */
  name: string;
  /** With its schema. */
  fullName: string;
  /** Quoted, for a query. */
  quoted: string;
  /** Not for a view or a foreign table: reading one runs a query, which may never end. */
  isTable: boolean;
  columns: string[];
};

/** Which columns of which table are read. */
export type TablePlan = { kind: Kind; table: Relation; columns: string[] };

type Columns = { required: string[]; optional: string[] };

/** The columns of a kind that are read. Others are left alone. */
export function columnsOf(kind: Kind, usernameColumn: string): Columns {
  switch (kind) {
    case "users":
      return {
        required: ["id", usernameColumn, "password"],
        optional: [
          "email",
          "first_name",
          "last_name",
          "is_active",
          "is_staff",
          "is_superuser",
          "date_joined",
          "last_login",
        ].filter((column) => column !== usernameColumn),
      };
    case "gamers":
      return { required: ["id", "user_id"], optional: ["bio"] };
    case "tokens":
      return { required: ["key", "user_id"], optional: ["created"] };
    case "emails":
      return { required: ["id", "user_id", "email", "verified"], optional: ["primary"] };
  }
}

/** Columns by which a table of a kind under another name is recognized. A custom user model may lack `username`. */
const telltaleColumns: Record<Kind, string[]> = {
  users: ["id", "password"],
  gamers: ["id", "user_id", "bio"],
  tokens: ["key", "user_id"],
  emails: ["id", "user_id", "email", "verified"],
};

/**
 * Finds the tables and their columns by name. Only the users must be there; of the other tables, those that were named.
 *
 * @throws StartError when a table or a column is missing that must be there.
 */
export function planTables(
  names: DjangoNames,
  relations: readonly Relation[],
): { plans: TablePlan[]; leftovers: Leftovers } {
  const plans: TablePlan[] = [];
  const absent: string[] = [];
  for (const kind of kinds) {
    const name = names.tables[kind];
    if (name === undefined) continue;
    const table = relations.find((relation) => relation.name === name || relation.fullName === name);
    if (table !== undefined) plans.push(planTable(kind, table, names.usernameColumn));
    else {
      const candidates = suggest(kind, relations, names.usernameColumn);
      if (kind === "users" || name !== defaultNames.tables[kind]) {
        throw new StartError(
          `the source has no table ${name}.`,
          candidates || "Check that this is the database of the Django project.",
        );
      }
      absent.push([`${kind}: the source has no table ${name}.`, candidates].join(" ").trimEnd());
    }
  }
  const isPlanned = (relation: Relation) => plans.some(({ table }) => table === relation);
  return {
    plans,
    leftovers: {
      absent,
      leftAlone: listLeftAlone(plans, relations),
      packages: describePackages(relations.filter((table) => !isPlanned(table)).map(({ name }) => name)),
    },
  };
}

function planTable(kind: Kind, table: Relation, usernameColumn: string): TablePlan {
  if (!table.isTable) {
    throw new StartError(`${table.name} is a view.`, "Only tables are read: name the table behind it.");
  }
  const { required, optional } = columnsOf(kind, usernameColumn);
  const missing = required.filter((column) => !table.columns.includes(column));
  if (missing.length > 0) {
    const [knownPackage] = describePackages([table.name]);
    const remedy =
      kind === "users"
        ? "Name the table of the users by --users-table, and its column of login names by --username-column."
        : `Name the right table by --${kind}-table.`;
    throw new StartError(`the table ${table.name} has no column ${missing.join(", ")}.`, knownPackage ?? remedy);
  }
  return { kind, table, columns: [...required, ...optional.filter((column) => table.columns.includes(column))] };
}

function suggest(kind: Kind, relations: readonly Relation[], usernameColumn: string): string {
  const tables = relations.filter(
    ({ isTable, columns }) => isTable && telltaleColumns[kind].every((column) => columns.includes(column)),
  );
  if (tables.length === 0) return "";
  const described = tables.map(({ name, columns }) =>
    kind === "users" && !columns.includes(usernameColumn) ? `${name} (with --username-column)` : name,
  );
  return `Name it by --${kind}-table; ${described.join(", ")} has the columns.`;
}

/** Tables of Django itself: what is in them is listed in the guide. */
const djangosOwn = /^(django|auth|authtoken)_/;

function listLeftAlone(plans: readonly TablePlan[], relations: readonly Relation[]): string[] {
  const planned = new Set(plans.map(({ table }) => table));
  const tables = relations.filter((table) => table.isTable && !planned.has(table) && !djangosOwn.test(table.name));
  return [
    ...plans.flatMap(({ table, columns }) => {
      const others = table.columns.filter((column) => !columns.includes(column));
      return others.length === 0 ? [] : [`columns of ${table.name}: ${others.join(", ")}`];
    }),
    ...(tables.length === 0 ? [] : [`tables: ${tables.map(({ name }) => name).join(", ")}`]),
  ];
}

/** A name in double quotes, as SQLite and PostgreSQL read it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
