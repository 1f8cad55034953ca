-- {"version":"0.1.0","migration":"20261128_imported","gamer":{"username":"Ada.Löwe","password":"correct horse 072cf8b5-bcf1-4901-b19e-6e60d003a31d","tokens":["lu_4cf1b36e10e444ba9dd5c2a3371552d9224158a722274731","lu_f8668cb5a5b6f64f94a6d4e5da518f566c3d5fdc130f830b"],"deviceId":"2.0.1893456000000.uXBTPCRBEYblKnEf.odIkNjq_D0Bj3bcio_QdqMT_qApC5uSDkwP80e2aQS0"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":3,"users":2,"gamers":2,"tokens":3,"audit_events":4,"attempts":4,"settings":1,"mails":0,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

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
    password_version integer DEFAULT 0 NOT NULL,
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

INSERT INTO public.attempts VALUES ('\xbe02dcd9d467eb13932142327077cf64d91652aac6dd173edc558ca0912daf95', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:01+00');
INSERT INTO public.attempts VALUES ('\x4f2c23bb3479961e5910722c432634ce751b561199d1b01efa68e298f7006ea9', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');
INSERT INTO public.attempts VALUES ('\xf22835f9654418b159074d8c190cd45cd09bf63e098c22fcf5f28d06d38fef6f', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');
INSERT INTO public.attempts VALUES ('\xfa1e3346d49f471d78ec1dc9096d2c98f3909b824aa802724cfc70aac2924b78', 1, '2030-01-01 00:00:00+00', '-infinity', '2030-01-01 00:00:00.0072+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, '8f68cc4a-af0a-4d26-a479-57b9a331a5c4');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '0b2dd778-9b01-4624-89b8-434c0fb33494');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', '581b8b21-b7f9-49f3-9d05-cb389e6c7e16');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', '7b49dd8e-04f2-425b-b39a-26abaf7f0fc7');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261128_initial', '2026-11-28 06:12:00.395094+00');
INSERT INTO public.migrations VALUES (2, '20261129_mails', '2026-11-28 06:12:00.395094+00');
INSERT INTO public.migrations VALUES (3, '20261128_imported', '2026-11-28 06:12:00.395094+00');

INSERT INTO public.settings VALUES ('device_secret', 'n4lXxcsCiz_kwXr2AJoL-a7jAeiA_M5l_eqajqORSFg');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (2, '\x62f413ba1e975dd13d6a609e1a253df18d106b092ea1b517d91a41a59c9b39c9', 2, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (3, '\xe2c0e8b1f9fa9c595c37cbff700e699e5ca829f9a6a1db7c6572901384edfd0a', 2, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', 0, 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', 'bcrypt_sha256$$2b$10$8uyQRPWVzaYb4nv0TY5tCONRmWkELPotwZDPXilzVbUtbHy4ft9uu', 0, 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00');

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

ALTER TABLE ONLY public.gamers
    ADD CONSTRAINT gamers_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_user_id_foreign FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
