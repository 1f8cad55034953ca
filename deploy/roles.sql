-- The two roles of Level Up: `levelup_owner` migrates and owns the tables, `levelup` is the service's and can only read
-- and write rows. Run it once in a new database of PostgreSQL 15 or newer, as an administrator, before the first start:
--   LEVELUP_OWNER_PASSWORD=… LEVELUP_PASSWORD=… psql --file=deploy/roles.sql postgres://postgres@…/levelup
\set ON_ERROR_STOP on
\getenv owner_password LEVELUP_OWNER_PASSWORD
\getenv password LEVELUP_PASSWORD

-- PostgreSQL's log must not hold the passwords.
set log_statement = none;
set log_min_error_statement = panic;
set log_min_duration_statement = -1;

create role levelup_owner login password :'owner_password';
create role levelup login password :'password';

grant usage, create on schema public to levelup_owner;
grant usage on schema public to levelup;
alter default privileges for role levelup_owner in schema public
  grant select, insert, update, delete on tables to levelup;
alter default privileges for role levelup_owner in schema public
  grant usage, select on sequences to levelup;
