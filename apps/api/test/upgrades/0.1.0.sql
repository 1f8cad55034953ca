-- {"version":"0.1.0","migration":"20261128_imported","gamer":{"username":"Ada.Löwe","password":"correct horse c0f3140a-52bf-42db-9e6d-b0ab750a2298","tokens":["lu_4f326caa1254b83f0d2629c9d9dc43009c9a6ec14a0536b7","lu_8a2421825c917449b969de953cb6a2b32616d3ee34fb9427"],"deviceId":"2.1893456000000.CXLnR2uSqIcJXMuo.bZgIASN5oIRO0P2_4dXsn9FvB52q44UDmTHnH4mWliI"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":3,"users":2,"gamers":2,"tokens":3,"audit_events":4,"attempts":7,"settings":1,"mails":0,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

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

INSERT INTO public.attempts VALUES ('\xdc9f2c8ca50f4cdd475e9ffa4fb302bfe7afd146637f3204588299fb46c44c07', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x3c6f7605115ef1d236d6c5db55fef1fd4a31f136f8921094125297036f0c7dd4', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xbfcdac87d8990d772b0f4b41a6f6460f2d26d99c8946f153f0b5d496708439fa', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xbfcdac87d8990d772b0f4b41a6f6460ff1f4738a6c769bf9f8e05ee03e1ac0d2', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xbfcdac87d8990d772b0f4b41a6f6460ffeff469ec11546ea0d26507bb0060190', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xdc9f2c8ca50f4cdd475e9ffa4fb302bf4e7d8a08c73d4f86006c1c0dd9b72527', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\xdc9f2c8ca50f4cdd475e9ffa4fb302bfc1163cb453cbfcf884a0f60eb61bd9e1', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, 'e0c92288-f986-47bb-8cc0-ab30881ffacd');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '73f08426-d350-4aeb-ad82-98c65e06944e');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', '77833461-5526-4f23-b6cf-159d7788ac3b');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', '7764defc-f44f-4def-b90c-082f67092e87');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261128_initial', '2026-11-28 06:56:21.771255+00');
INSERT INTO public.migrations VALUES (2, '20261129_mails', '2026-11-28 06:56:21.771255+00');
INSERT INTO public.migrations VALUES (3, '20261128_imported', '2026-11-28 06:56:21.771255+00');

INSERT INTO public.settings VALUES ('device_secret', 'KoVpdJTs4ynijMHV22vWPEqoBxC-u5jXNGi64qjGOEA');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, 'session', NULL, NULL, NULL, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (2, '\xf86d7cec6290678e88bdc496b50342e07d45516b4e759ba8e40ea01094240f60', 2, 'session', NULL, NULL, NULL, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (3, '\xf4f2387fabc0f52ac156295e98f42c53b219f22256b40b8f2093ee075d68bc1c', 2, 'session', NULL, NULL, NULL, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', NULL, NULL, 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', '[]', 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', NULL, NULL, 'bcrypt_sha256$$2b$10$TjW.WRUpz8nFTqgGJue72OyaLTukf./Q2KZZvBeR5j/cDUObmTJqS', '["IbLjqbOUgFG8MJoS", "CXLnR2uSqIcJXMuo"]', 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00');

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
