-- {"version":"0.1.0","migration":"20261128_imported","gamer":{"username":"Ada.Löwe","password":"correct horse e77bd682-f0bb-4a32-b9e3-a21763745985","tokens":["lu_2adc1d7745633e877978c4fbef89453887e1047122defc5c","lu_28d9a87c75ab69a25ce723b60cb14bb2fa42b931c20352c9"],"deviceId":"2.1893456000000.Bq4u208n3FCTYCVy.YiIfTb1zorHYgtPCBEUeE1y_70z8T1WjP8Mo6nEqsoA"},"imported":{"username":"me@me.com","password":"me","tokens":["fa2eba9be8282d595c997ee5cd49f2ed31f65bed"]},"rows":{"migrations":3,"users":2,"gamers":2,"tokens":3,"audit_events":4,"attempts":7,"settings":1,"mails":0,"imported_users":1,"imported_gamers":1,"imported_tokens":1}}

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

INSERT INTO public.attempts VALUES ('\x63b3f70a649c9308277ee28d6d65f78df0fb78d0378cc02cc8148e859af7ec75', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x3e87136b0d642c056e030dc20f5668784abcc4baf0a7359fefa5e094e8e0b17f', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x3e87136b0d642c056e030dc20f5668785494e231c27c25ab6f0cd7d90c9a14e5', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x3e87136b0d642c056e030dc20f566878c417bb594a6a910f434ecdd8a4c022bd', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x63b3f70a649c9308277ee28d6d65f78d96eaad0c6c481528834028662dbcf1a1', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x63b3f70a649c9308277ee28d6d65f78dfcca06f0f9cb7c2e86960e74d68449fa', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');
INSERT INTO public.attempts VALUES ('\x716f2add8a31a4814283178e7645b5e3acf0bd88aa4414be58e1901404b2c7ef', 1, '2030-01-01 00:00:00+00', NULL, '2030-01-01 00:00:00.003+00');

INSERT INTO public.audit_events VALUES (1, '2030-01-01 00:00:00+00', 'django_import', 'success', NULL, NULL, NULL, NULL, 'f0984f83-b144-4429-97ff-ac4d957e09d2');
INSERT INTO public.audit_events VALUES (2, '2030-01-01 00:00:00+00', 'register', 'success', 2, 2, '192.0.2.1', 'vitest', '6519d922-37f7-429b-8c3c-e94d77aa0135');
INSERT INTO public.audit_events VALUES (3, '2030-01-01 00:00:00+00', 'login', 'failure', 2, NULL, '192.0.2.1', 'vitest', '02548428-08f8-4cdf-b45e-2a9ca6c1c95e');
INSERT INTO public.audit_events VALUES (4, '2030-01-01 00:00:00+00', 'login', 'success', 2, 3, '192.0.2.1', 'vitest', 'b345033f-6fbc-4c2c-b31b-1ee2a3968916');

INSERT INTO public.gamers VALUES (1, 1, 'Me');
INSERT INTO public.gamers VALUES (2, 2, 'I play. 🎮');

INSERT INTO public.imported_gamers VALUES (1, '\xd30af076b0dc85cc5b0074b403f74770');

INSERT INTO public.imported_tokens VALUES ('\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e');

INSERT INTO public.imported_users VALUES (1, '\x8b65ebcd190700b621b37db5d8e2510e', '\xe4a1789c046b4168433de1cdddadb08d', '\xc2919c686016f3aa8fe92d06fd01e582', '\x2634cc307a50bc5e96874909f6e4ba7a');

INSERT INTO public.migrations VALUES (1, '20261128_initial', '2026-11-28 07:09:59.657017+00');
INSERT INTO public.migrations VALUES (2, '20261129_mails', '2026-11-28 07:09:59.657017+00');
INSERT INTO public.migrations VALUES (3, '20261128_imported', '2026-11-28 07:09:59.657017+00');

INSERT INTO public.settings VALUES ('device_secret', 'MtlmIbiLzOS-3yUSvPhagjex1GcCHWiPjkAsNR1qcRk');

INSERT INTO public.tokens VALUES (1, '\x63bbafa35644f8891f44738a50a202d58c87a21e96363489eaac7389eef4fc7e', 1, 'session', NULL, NULL, NULL, NULL, NULL, NULL, '2020-08-29 13:24:27.172+00', NULL, NULL, '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (2, '\x5537d5bfcda5b4c32c25e620fb1f055f3b75d4f2c349c761aa25ced3de81a45d', 2, 'session', NULL, NULL, NULL, NULL, '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');
INSERT INTO public.tokens VALUES (3, '\xb727791092f14876b907c8bef58a2bcf637c4056e50ae46b56cfa51322e577e4', 2, 'session', NULL, NULL, NULL, 'Phone', '192.0.2.1', 'vitest', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00', '2030-01-31 00:00:00+00', '2031-01-01 00:00:00+00');

INSERT INTO public.users VALUES (1, 'me@me.com', 'me@me.com', 'me@me.com', NULL, NULL, 'pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=', '[]', 'Me', 'Gamer', true, false, false, '2020-08-28 13:24:27.172+00', NULL);
INSERT INTO public.users VALUES (2, 'Ada.Löwe', 'ada.löwe', '', NULL, NULL, 'bcrypt_sha256$$2b$10$1z51ZdsF6rJvvkC4sMGnzuQ9XbfudBEaMd90yVZu5nCgpE1Ym7llK', '["EVIUdTQ_CNO6CGmn", "Bq4u208n3FCTYCVy"]', 'Grace', 'Gamer', true, false, false, '2030-01-01 00:00:00+00', '2030-01-01 00:00:00+00');

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
