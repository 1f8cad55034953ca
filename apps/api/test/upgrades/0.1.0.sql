-- {"version":"0.1.0","migration":"20261128_imported","gamer":{"username":"Ada.Löwe","password":"correct horse 6b3cf40f-ceca-4cb1-953b-5348281d68cf","tokens":["lu_2c20ddc469e634f4da5a7ffc4cd244c3eb5c16d90362a63f","lu_c53cf657630e85c424c6f262a33f7669b900a0abb6c8c786"],"deviceId":"2.1893456000000.JOb20JBeRafRvaas.2IaUsr929goj-18Nyoj1xM7OerzB3moKfXDMa8LatUk"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":3,"users":2,"gamers":2,"tokens":3,"audit_events":4,"attempts":7,"settings":1,"mails":0,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

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

CREATE TABLE public.settings (
    name character varying(40) NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.tokens (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    user_id integer NOT NULL,
    purpose character varying(16) DEFAULT 'session'::character varying NOT NULL,
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
    CONSTRAINT tokens_purpose_check CHECK (((purpose)::text = ANY ((ARRAY['session'::character varying, 'api'::character varying, 'reset'::character varying, 'verify'::character varying, 'second_factor'::character varying])::text[])))
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

ALTER TABLE ONLY public.mails ALTER COLUMN id SET DEFAULT nextval('public.mails_id_seq'::regclass);

ALTER TABLE ONLY public.migrations ALTER COLUMN id SET DEFAULT nextval('public.migrations_id_seq'::regclass);

ALTER TABLE ONLY public.tokens ALTER COLUMN id SET DEFAULT nextval('public.tokens_id_seq'::regclass);

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);

INSERT INTO public.attempts VALUES ('\x1506314e528e4fd608bfe48cba62181cbc91a0ac16db404b681e13504728e302', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x0563ba291fb7352eca2ac0b838ce865700c0d5b67a6cc6d4432eb9d0d64aa2a7', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x1506314e528e4fd608bfe48cba62181c9920675a1898c433ab2ef7784a3e153f', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x1506314e528e4fd608bfe48cba62181c9cfffc81793385c5df08a67c747176bc', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x329eafe2f0c17b24222c57d2ee4ad4cc0bd0ae46bcbcd26cbd97013b28faf66d', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x329eafe2f0c17b24222c57d2ee4ad4cc9c57d938284db246b9bee2ad106f74e6', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x329eafe2f0c17b24222c57d2ee4ad4cc9d86a5c1fdb40df38820bf553fd297fd', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, '70c7b6ff-0469-4eb8-845c-3629736c6d32');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '96a31bc7-f4e5-427e-8b2d-0aa4aff9c23d');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', 'a63870ff-d6ae-442c-8aaf-003baa015127');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', 'fca1c94e-b7ff-4ea8-951f-098aa7b03217');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261128_initial', '2026-11-28 06:56:21.771255+00');
INSERT INTO public.migrations VALUES (2, '20261129_mails', '2026-11-28 06:56:21.771255+00');
INSERT INTO public.migrations VALUES (3, '20261128_imported', '2026-11-28 06:56:21.771255+00');

INSERT INTO public.settings VALUES ('device_secret', 'tYD7PrQdFIlXtmgH_Yw5SNEZSSmC3Ns0HNc7gSvYA2c');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, 'session', NULL, NULL, NULL, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (2, '\x25123e4c1bf3186afbec8842da825db5366bb584402087b16d9897ae1601ce31', 2, 'session', NULL, NULL, NULL, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (3, '\xc2d1bed79f862a7940bf184fc1d465e19f083f8d5b85c145aa9a4c3b0a0e5235', 2, 'session', NULL, NULL, NULL, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', NULL, NULL, 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', '[]', 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', NULL, NULL, 'bcrypt_sha256$$2b$10$bcErwoycfRorSEI/exoipeiB.u0mtrH.2NNN5FF5cRv6Y42l.DU9m', '["wgZoJWYFoNX7yOtC", "JOb20JBeRafRvaas"]', 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00');

SELECT pg_catalog.setval('public.audit_events_id_seq', 4, true);

SELECT pg_catalog.setval('public.gamers_id_seq', 2, true);

SELECT pg_catalog.setval('public.mails_id_seq', 1, false);

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

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

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

CREATE INDEX mails_next_at_index ON public.mails USING btree (next_at);

CREATE INDEX tokens_expires_at_index ON public.tokens USING btree (expires_at);

CREATE INDEX tokens_user_id_id_index ON public.tokens USING btree (user_id, id);

CREATE INDEX users_lower_email_index ON public.users USING btree (lower((email)::text)) WHERE ((email)::text <> ''::text);

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
