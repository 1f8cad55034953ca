-- {"version":"0.1.0","migration":"20261122_imported","gamer":{"username":"Ada.Löwe","password":"correct horse 4cd6507e-6a45-45c6-ba76-e6076458c74a","tokens":["lu_bfb06bba56416b7c705b050fa919efde323b695e2ed83ad8","lu_be57a7ef444ae62a87a8129e5b07284823bfa8d369bcab94"],"deviceId":"2.1893456000000.9tu5H0Rakta0r--f.lagITIij1zqOAer3H1l-ikXLd-jtKyk_N91unEaA_qg"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":3,"users":2,"gamers":2,"tokens":3,"audit_events":4,"attempts":4,"settings":1,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

CREATE TABLE public.attempts (
    key bytea NOT NULL,
    level integer NOT NULL,
    forgiven_at timestamp with time zone NOT NULL,
    opens_at timestamp with time zone NOT NULL,
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

CREATE TABLE public.settings (
    name character varying(40) NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.tokens (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    user_id integer NOT NULL,
    device character varying(100),
    address character varying(45),
    user_agent character varying(400),
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    hard_expires_at timestamp with time zone NOT NULL
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
    password_hash text NOT NULL,
    first_name character varying(150) DEFAULT ''::character varying NOT NULL,
    last_name character varying(150) DEFAULT ''::character varying NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    is_staff boolean DEFAULT false NOT NULL,
    is_superuser boolean DEFAULT false NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    last_login timestamp with time zone
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

ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);

ALTER TABLE ONLY public.tokens ALTER COLUMN id SET DEFAULT nextval('public.tokens_id_seq'::regclass);

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);

INSERT INTO public.attempts VALUES ('\xf429104b7f4404677e157dc72a530b99634f90f8d75575ba2c1539e76e00a287', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:01+00');
INSERT INTO public.attempts VALUES ('\x1aa50cec9d575030b06036b002ea8fcc46ede96b9d4843f8439c1c4f57f674d1', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');
INSERT INTO public.attempts VALUES ('\x4b782a2420066adf8dffdff0f11a695b3f78378a2816c2d04b7dedfaf602dabb', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');
INSERT INTO public.attempts VALUES ('\xa3e673015f56561a7efc20d9e7e7cb8aa58d4424de7adb9e67bfc748cd757a37', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, '794b739a-4072-4440-a88f-83c4afb71693');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '284f476e-63b2-4e26-8f0b-a4837afd1544');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', 'd7dd2bab-0b5c-4a70-a6cd-efa9cabb08df');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', '21057f8b-cfbf-4f35-a174-914bbb9a739d');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261122_initial', '2026-11-24 22:48:31.403935+00');
INSERT INTO public.migrations VALUES (2, '20261122_throttle', '2026-11-24 22:48:31.403935+00');
INSERT INTO public.migrations VALUES (3, '20261122_imported', '2026-11-24 22:48:31.403935+00');

INSERT INTO public.settings VALUES ('device_secret', 'ZBEdz9YLk9YaMh_ognLRE6klkIqcgy8Ls9Pf2YnRhic');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (2, '\x08d3147b21eb471ba045717a61d2302992d38b265617f4b965faa43f7679cc11', 2, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (3, '\x5f5acfbbb18bd23f9bc8128caf3785861dfaf338b265e78e0f8f4735ee6b6f1e', 2, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', 'bcrypt_sha256$$2b$10$HrR8WYLQNN4dSA1iWQN0ueVj3KnY0diM3MTM2RUFKJ8cHAP0XNYdu', 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00');

SELECT pg_catalog.setval('public.audit_events_id_seq', 4, true);

SELECT pg_catalog.setval('public.gamers_id_seq', 2, true);

SELECT pg_catalog.setval('public.migrations_id_seq', 3, true);

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

ALTER TABLE ONLY public.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_digest_unique UNIQUE (digest);

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key_unique UNIQUE (username_key);

CREATE INDEX attempts_expires_at_index ON public.attempts USING btree (expires_at);

CREATE INDEX audit_events_at_index ON public.audit_events USING btree (at);

CREATE INDEX audit_events_user_id_at_index ON public.audit_events USING btree (user_id, at);

CREATE INDEX tokens_expires_at_index ON public.tokens USING btree (expires_at);

CREATE INDEX tokens_user_id_id_index ON public.tokens USING btree (user_id, id);

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
