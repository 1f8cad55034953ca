-- {"version":"0.1.0","migration":"20261128_imported","gamer":{"username":"Ada.Löwe","password":"correct horse battery staple 75c679c0-9b40-4c0a-978d-30de53a6c39a","tokens":["lu_789f1e18535e2438f14fccff73d859829c20c4210d69224d","lu_d4ab701c5ed0b377cc11ecfb2782c19cde0750ba9d19b618"],"deviceId":"2.1893456000000.MdUHQL4liLCIA3ae.-Qb-UX8021Gw7ygBrImLVj4Y1vSB0QL31U5IcQW01Rs"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":5,"gamers":2,"audit_events":4,"attempts":7,"settings":2,"mails":0,"second_factors":0,"recovery_codes":0,"passkeys":0,"spent":0,"users":2,"tokens":3,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

CREATE TABLE public.attempts (
    key bytea NOT NULL,
    level integer NOT NULL,
    forgiven_at timestamp with time zone NOT NULL,
    opens_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.audit_events (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    event character varying(40) NOT NULL,
    outcome character varying(20) NOT NULL,
    user_id integer,
    token_id bigint,
    address character varying(45),
    user_agent character varying(400),
    request_id character varying(64)
);

CREATE SEQUENCE public.audit_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.audit_events_id_seq OWNED BY public.audit_events.id;

CREATE TABLE public.gamers (
    id integer NOT NULL,
    user_id integer NOT NULL,
    bio text DEFAULT ''::text NOT NULL
);

CREATE SEQUENCE public.gamers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.gamers_id_seq OWNED BY public.gamers.id;

CREATE TABLE public.imported_gamers (
    id integer NOT NULL,
    bio_digest bytea NOT NULL
);

CREATE TABLE public.imported_tokens (
    digest bytea NOT NULL
);

CREATE TABLE public.imported_users (
    id integer NOT NULL,
    username_digest bytea NOT NULL,
    profile_digest bytea NOT NULL,
    standing_digest bytea NOT NULL,
    password_digest bytea NOT NULL
);

CREATE TABLE public.mails (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    user_id integer,
    asked character varying(1200),
    address character varying(254),
    details text,
    at timestamp with time zone NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.mails_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.mails_id_seq OWNED BY public.mails.id;

CREATE TABLE public.migrations (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    executed_at timestamp(6) with time zone DEFAULT CURRENT_TIMESTAMP(6) NOT NULL
);

CREATE SEQUENCE public.migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.migrations_id_seq OWNED BY public.migrations.id;

CREATE TABLE public.passkeys (
    id integer NOT NULL,
    user_id integer NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    transports text NOT NULL,
    aaguid uuid,
    backup_eligible boolean NOT NULL,
    backed_up boolean NOT NULL,
    rp_id character varying(253) NOT NULL,
    name character varying(60),
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

CREATE SEQUENCE public.passkeys_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.passkeys_id_seq OWNED BY public.passkeys.id;

CREATE TABLE public.recovery_codes (
    user_id integer NOT NULL,
    digest bytea NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.second_factors (
    user_id integer NOT NULL,
    secret bytea,
    pending bytea,
    pending_until timestamp with time zone,
    activated_at timestamp with time zone,
    last_step bigint
);

CREATE TABLE public.settings (
    name character varying(40) NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.spent (
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.tokens (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    user_id integer NOT NULL,
    purpose text DEFAULT 'session'::text NOT NULL,
    sent_to character varying(254),
    name character varying(60),
    scopes text,
    device character varying(100),
    address character varying(45),
    user_agent character varying(400),
    created_at timestamp with time zone NOT NULL,
    authenticated_at timestamp with time zone,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    hard_expires_at timestamp with time zone NOT NULL,
    passkey_id integer,
    CONSTRAINT tokens_purpose_check CHECK ((purpose = ANY (ARRAY['session'::text, 'api'::text, 'reset'::text, 'verify'::text, 'second_factor'::text])))
);

CREATE SEQUENCE public.tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.tokens_id_seq OWNED BY public.tokens.id;

CREATE TABLE public.users (
    id integer NOT NULL,
    username character varying(150) NOT NULL,
    username_key text NOT NULL,
    email character varying(254) DEFAULT ''::character varying NOT NULL,
    email_verified_at timestamp with time zone,
    pending_email character varying(254),
    password_hash text NOT NULL,
    devices jsonb DEFAULT '[]'::jsonb NOT NULL,
    first_name character varying(150) DEFAULT ''::character varying NOT NULL,
    last_name character varying(150) DEFAULT ''::character varying NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    is_staff boolean DEFAULT false NOT NULL,
    is_superuser boolean DEFAULT false NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    last_login timestamp with time zone,
    passkey_handle bytea
);

CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;

ALTER TABLE ONLY public.audit_events ALTER COLUMN id SET DEFAULT nextval('public.audit_events_id_seq'::regclass);

ALTER TABLE ONLY public.gamers ALTER COLUMN id SET DEFAULT nextval('public.gamers_id_seq'::regclass);

ALTER TABLE ONLY public.mails ALTER COLUMN id SET DEFAULT nextval('public.mails_id_seq'::regclass);

ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);

ALTER TABLE ONLY public.passkeys ALTER COLUMN id SET DEFAULT nextval('public.passkeys_id_seq'::regclass);

ALTER TABLE ONLY public.tokens ALTER COLUMN id SET DEFAULT nextval('public.tokens_id_seq'::regclass);

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);

INSERT INTO public.attempts VALUES ('\xa3d5b6d27c251e5fe8483716561257fff0c3be2c18a5db58c348660dce8bdded', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x00f690b9f625441349dff61cdd2473c41efe5949258a066f28f3eb66cda8f66f', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x41fd1a3bdb6cdb3e5d51284d924f3eb38c04a726ea633d88f3c2169b7a903259', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x41fd1a3bdb6cdb3e5d51284d924f3eb3c841288a526a28d3ec0a40e54159d381', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x41fd1a3bdb6cdb3e5d51284d924f3eb3f0b87869db115521cb52c3520dfec091', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xa3d5b6d27c251e5fe8483716561257ff71a9c27d1b06ef9ac3bd42e4d0d634e2', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xa3d5b6d27c251e5fe8483716561257ffabfbb50e622c16e7e6d2e524d96c04d2', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, 'de6d9aea-3fb1-4b53-b8f7-c7d05953f4e6');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '14174e4b-db3d-42a3-920f-eb289fe545e9');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', 'b707d37e-0e56-45ef-874e-07b1069179bd');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', '2ff296cd-2f8e-4025-b9a2-e39d2ca98f7a');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261128_initial', '2026-11-28 10:18:39.761999+00');
INSERT INTO public.migrations VALUES (2, '20261129_mails', '2026-11-28 10:18:39.761999+00');
INSERT INTO public.migrations VALUES (3, '20261130_second_factors', '2026-11-28 10:18:39.761999+00');
INSERT INTO public.migrations VALUES (4, '20261201_passkeys', '2026-11-28 10:18:39.761999+00');
INSERT INTO public.migrations VALUES (5, '20261128_imported', '2026-11-28 10:18:39.761999+00');

INSERT INTO public.settings VALUES ('device_secret', '0AVIM_fGZ71Z6m2tp6NWDIalrUxLfHPzluKAoi5by5Y');
INSERT INTO public.settings VALUES ('encryption_key', '0U0PIafv-RwKAeWSWU9R0x2olU72QlI14ZHIgWoQyCA');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, 'session', NULL, NULL, NULL, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00', NULL);
INSERT INTO public.tokens VALUES (2, '\xcb191eb674de2623124aaf6c216ad3db7a8c1a9880f94a11860dc33c6b802b07', 2, 'session', NULL, NULL, NULL, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00', NULL);
INSERT INTO public.tokens VALUES (3, '\x058912c9405c64f0411a0f1ecdfe46237034955111d8706b37eb165ef70bb04b', 2, 'session', NULL, NULL, NULL, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00', NULL);

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', NULL, NULL, 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', '[]', 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL, NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', NULL, NULL, 'bcrypt_sha256$$2b$10$pyd4fcCAQqGwYtehIbJbPe37lXDBJynG5rjjg8sLTr0QhnurYuWkC', '["beEc5JPkysb1vEOA", "MdUHQL4liLCIA3ae"]', 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', NULL);

SELECT pg_catalog.setval('public.audit_events_id_seq', 4, true);

SELECT pg_catalog.setval('public.gamers_id_seq', 2, true);

SELECT pg_catalog.setval('public.mails_id_seq', 1, false);

SELECT pg_catalog.setval('public.migrations_id_seq', 5, true);

SELECT pg_catalog.setval('public.passkeys_id_seq', 1, false);

SELECT pg_catalog.setval('public.tokens_id_seq', 3, true);

SELECT pg_catalog.setval('public.users_id_seq', 2, true);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_user_id_unique UNIQUE (user_id);

ALTER TABLE ONLY public.imported_gamers
    ADD CONSTRAINT imported_gamers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imported_tokens
    ADD CONSTRAINT imported_tokens_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.imported_users
    ADD CONSTRAINT imported_users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_credential_id_unique UNIQUE (credential_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, digest);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.spent
    ADD CONSTRAINT spent_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_digest_unique UNIQUE (digest);

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_passkey_handle_unique UNIQUE (passkey_handle);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key_unique UNIQUE (username_key);

CREATE INDEX attempts_expires_at_index ON public.attempts USING btree (expires_at);

CREATE INDEX audit_events_at_index ON public.audit_events USING btree (at);

CREATE INDEX audit_events_user_id_at_index ON public.audit_events USING btree (user_id, at);

CREATE INDEX mails_next_at_index ON public.mails USING btree (next_at);

CREATE INDEX passkeys_user_id_index ON public.passkeys USING btree (user_id);

CREATE INDEX spent_expires_at_index ON public.spent USING btree (expires_at);

CREATE INDEX tokens_expires_at_index ON public.tokens USING btree (expires_at);

CREATE INDEX tokens_user_id_id_index ON public.tokens USING btree (user_id, id);

CREATE INDEX users_lower_email_index ON public.users USING btree (lower((email)::text)) WHERE ((email)::text <> ''::text);

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
