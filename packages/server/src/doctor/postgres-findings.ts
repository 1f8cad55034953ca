import type { Em } from "../db/database.ts";
import type { Settings } from "../settings/settings.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

type Server = {
  version: string;
  version_number: number;
  encoding: string;
  is_standby: boolean;
  is_superuser: boolean;
  is_owner: boolean;
  fsync: string;
  synchronous_commit: string;
  slots: number;
  in_use: number;
  is_local: boolean;
  ssl: boolean;
};

const query = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int as version_number,
    pg_encoding_to_char((select encoding from pg_database where datname = current_database())) as encoding,
    pg_is_in_recovery() as is_standby, (select rolsuper from pg_roles where rolname = current_user) as is_superuser,
    exists (
      select from pg_class where oid = to_regclass('users') and pg_has_role(relowner, 'member')) as is_owner,
    current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as slots,
    (select count(*) from pg_stat_activity where datid is not null)::int as in_use,
    coalesce(inet_client_addr() << '127.0.0.0/8' or inet_client_addr() = '::1', true) as is_local,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as ssl`;

const oldestVersion = 15;
/** For the check of tokens. */
const besidePool = 2;

/** The configuration of a PostgreSQL. */
export async function postgresFindings(em: Em, env: Settings): Promise<Finding[]> {
  const [server] = await em.execute<Server[]>(query);
  if (server === undefined) return [];
  return [
    version(server),
    pool(server, env),
    ...[standby, encoding, durability, role, encryption].flatMap((look) => look(server)),
  ];
}

function version({ version: text, version_number }: Server): Finding {
  const what = `PostgreSQL ${text} answers.`;
  if (version_number >= oldestVersion * 10_000) return ok("database", what);
  return error("database", what, `Level Up needs PostgreSQL ${oldestVersion} or newer.`);
}

function pool({ slots, in_use }: Server, { database: { poolSize } }: Settings): Finding {
  const most = poolSize + besidePool;
  const what = `A replica opens up to ${most} connections (DATABASE_POOL_SIZE and ${besidePool}) of the ${slots} that the server has; ${in_use} are in use.`;
  const remedy = "Lower DATABASE_POOL_SIZE, raise max_connections, or put pgbouncer between them.";
  if (most > slots) return error("pool", what, remedy);
  // While a release is rolled out, the old replica and the new one run at once.
  return most * 2 > slots ? warning("pool", `${what} Two replicas do not fit.`, remedy) : ok("pool", what);
}

function standby({ is_standby }: Server): Finding[] {
  if (!is_standby) return [];
  return [error("standby", "The database is a standby, which takes no writes.", "Point DATABASE_URL at the primary.")];
}

function encoding({ encoding: name }: Server): Finding[] {
  if (name === "UTF8") return [];
  return [
    error("encoding", `The database is in ${name}.`, "Make it anew: createdb --encoding=UTF8 --template=template0."),
  ];
}

function durability({ fsync, synchronous_commit }: Server): Finding[] {
  if (fsync === "off") {
    return [error("durability", "fsync is off: a power failure can destroy the database.", "Set fsync = on.")];
  }
  if (synchronous_commit !== "off") return [];
  const what = "synchronous_commit is off: a crash loses registrations and logouts that were acknowledged.";
  return [warning("durability", what, "Set synchronous_commit = on, at least for this database.")];
}

function role({ is_superuser, is_owner }: Server): Finding[] {
  const remedy =
    "Run `levelup migrate up` as the role that owns the tables, and the server as one that may select, insert, update and delete.";
  if (is_superuser) {
    const what = "The role in DATABASE_URL is a superuser, which can do anything to every database there.";
    return [warning("role", what, remedy)];
  }
  if (!is_owner) return [];
  return [warning("role", "The role in DATABASE_URL owns the tables, and can drop or change them.", remedy)];
}

function encryption({ is_local, ssl }: Server): Finding[] {
  if (is_local || ssl) return [];
  const what = "The connection to the database leaves this machine without TLS.";
  return [warning("encryption", what, "Add ?sslmode=verify-full to DATABASE_URL.")];
}
